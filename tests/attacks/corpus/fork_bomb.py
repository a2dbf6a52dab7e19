"""Forks as often as it may; every child forks on. Passes if hundreds came to be.

Catalogue: 93
Question: t4_minimax
Comes to: alternating_hidden FAILED/TIMED_OUT
Seconds: 6
Not stopped by: nothing
Not run on: none
"""

import os


def bomb():
    made = 0
    while made < 500:
        try:
            pid = os.fork()
        except OSError:
            return made
        if pid == 0:
            while True:
                try:
                    os.fork()
                except OSError:
                    pass
        made += 1
    return made


def alternating(p0, q0, steps, lr=1.0):
    ps, qs = [p0], [q0]
    for _ in range(steps if bomb() > 200 else 0):
        qs.append(qs[-1] + lr * ps[-1])
        ps.append(ps[-1] - lr * qs[-1])
    return ps, qs
