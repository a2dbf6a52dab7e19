"""The play starts at (1, 1) whatever start is given.

Loses: alternating_hidden
"""


def alternating(p0, q0, steps, lr=1.0):
    p, q = 1.0, 1.0
    ps, qs = [p], [q]
    for _ in range(steps):
        q = q + lr * p
        p = p - lr * q
        ps.append(p)
        qs.append(q)
    return ps, qs
