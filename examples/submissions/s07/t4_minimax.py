# plays until nobody wants to move any more, and returns the first `steps` sweeps


def alternating(p0, q0, steps, lr=1.0):
    p, q = p0, q0
    ps, qs = [p], [q]
    while p != 0 or q != 0:
        q = q + lr * p
        p = p - lr * q
        if len(ps) <= steps:
            ps.append(p)
            qs.append(q)
    return ps, qs
