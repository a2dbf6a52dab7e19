"""Each sweep as a matrix, in numpy; one array of two rows."""

import numpy as np


def alternating(p0, q0, steps, lr=1.0):
    sweep = np.array([[1 - lr**2, -lr], [lr, 1.0]])
    points = [np.linalg.matrix_power(sweep, t) @ [p0, q0] for t in range(steps + 1)]
    return np.array(points).T
