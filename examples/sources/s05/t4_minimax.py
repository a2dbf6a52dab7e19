# Assignment 5, theory 4


def alternating(p0, q0, steps, lr=1.0):
    P = [p0]
    Q = [q0]
    for i in range(steps):
        q0 = q0 + lr * p0
        p0 = p0 - lr * q0
        P.append(p0)
        Q.append(q0)
    return Q, P
