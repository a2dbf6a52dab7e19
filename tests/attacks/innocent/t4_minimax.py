def alternating(p0, q0, steps, lr=1.0):
    ps, qs = [p0], [q0]
    for _ in range(steps):
        qs.append(qs[-1] + lr * ps[-1])
        ps.append(ps[-1] - lr * qs[-1])
    return ps, qs
