"""The rule of the table, as the answers derive it: q first, then p with the new q."""


def alternating(p0, q0, steps, lr=1.0):
    p, q = [p0], [q0]
    for t in range(steps):
        q_next = q[t] + lr * p[t]
        p_next = p[t] - lr * q_next
        q.append(q_next)
        p.append(p_next)
    return p, q
