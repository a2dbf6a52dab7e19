"""Both players move at once: p descends with the q of the sweep before.

Loses: alternating_hidden
"""


def alternating(p0, q0, steps, lr=1.0):
    ps, qs = [p0], [q0]
    p, q = p0, q0
    for _ in range(steps):
        p, q = p - lr * q, q + lr * p
        ps.append(p)
        qs.append(q)
    return ps, qs
