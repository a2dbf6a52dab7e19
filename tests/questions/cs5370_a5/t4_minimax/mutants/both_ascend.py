"""p ascends like q; it minimises, so it descends.

Loses: alternating_hidden
"""


def alternating(p0, q0, steps, lr=1.0):
    ps, qs = [p0], [q0]
    p, q = p0, q0
    for _ in range(steps):
        q = q + lr * p
        p = p + lr * q
        ps.append(p)
        qs.append(q)
    return ps, qs
