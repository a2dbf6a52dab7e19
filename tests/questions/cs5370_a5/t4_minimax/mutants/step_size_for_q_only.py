"""Only q takes steps of the size that is asked for; p takes steps of size 1.

Loses: alternating_hidden
"""


def alternating(p0, q0, steps, lr=1.0):
    ps, qs = [p0], [q0]
    p, q = p0, q0
    for _ in range(steps):
        q = q + lr * p
        p = p - q
        ps.append(p)
        qs.append(q)
    return ps, qs
