import numpy as np


def alternating(p0, q0, steps, lr=1.0):
    # one sweep is linear: (p, q) -> M (p, q)
    M = np.array([[1 - lr**2, -lr], [lr, 1]])
    orbit = [np.array([p0, q0], dtype=float)]
    for _ in range(steps):
        orbit.append(M @ orbit[-1])
    p, q = np.stack(orbit).T
    return p, q
