def alternating(p0, q0, steps, lr=1.0):
    p_values = [p0]
    q_values = [q0]
    for t in range(steps):
        q_values.append(q_values[t] + lr * p_values[t])
        p_values.append(p_values[t] - lr * q_values[t + 1])
    return p_values, q_values
