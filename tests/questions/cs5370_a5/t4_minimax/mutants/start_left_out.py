"""The start is left out: the rows have one entry for each sweep only.

Loses: alternating_hidden
"""


def alternating(p0, q0, steps, lr=1.0):
    ps, qs = [], []
    p, q = p0, q0
    for _ in range(steps):
        q = q + lr * p
        p = p - lr * q
        ps.append(p)
        qs.append(q)
    return ps, qs
