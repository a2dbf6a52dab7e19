"""The other minimiser is the same one with its columns in another order.

Loses: another_minimiser
"""

import torch


def objective(X, W1, W2):
    return torch.linalg.norm(X - W2 @ W1 @ X) ** 2


def optimality(X, W1, W2):
    C = X @ X.T
    G1 = 2 * (W2.T @ W2 @ W1 @ C - W2.T @ C)
    G2 = 2 * (W2 @ W1 @ C @ W1.T - C @ W1.T)
    return G1, G2


def pca_solution(X, k):
    values, vectors = torch.linalg.eigh(X @ X.T)
    U = vectors[:, -k:]
    return U.T, U


def another_minimiser(X, k):
    W1, W2 = pca_solution(X, k)
    G = torch.eye(k).flip(0)
    return torch.inverse(G) @ W1, W2 @ G
