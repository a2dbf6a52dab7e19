"""numpy throughout."""

import numpy as np


def loss(X, W1, W2, lam):
    X, W1, W2 = map(np.asarray, (X, W1, W2))
    return np.linalg.norm(X - W2 @ W1 @ X, "fro") ** 2 + lam * (
        np.linalg.norm(W1) ** 2 + np.linalg.norm(W2) ** 2
    )


def balanced_value():
    grid = np.linspace(0.5, 2, 150001)
    return grid[np.argmin(grid**2 + grid**-2)]


def minimiser(X, k, lam):
    U, s, _ = np.linalg.svd(np.asarray(X))
    d = np.sqrt(np.maximum(0, (s[:k] ** 2 - lam) / s[:k] ** 2))
    return (U[:, :k] * d).T, U[:, :k] * d
