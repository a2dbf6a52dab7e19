"""The step size is ignored: every step is of size 1.

Loses: alternating_hidden
"""


def alternating(p0, q0, steps, lr=1.0):
    ps, qs = [p0], [q0]
    p, q = p0, q0
    for _ in range(steps):
        q = q + p
        p = p - q
        ps.append(p)
        qs.append(q)
    return ps, qs
