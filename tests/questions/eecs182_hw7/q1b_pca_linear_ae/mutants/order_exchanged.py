"""The two conditions come in the wrong order: that for W1 comes first.

Loses: conditions_public, conditions_hidden
"""

import torch


def objective(X, W1, W2):
    return torch.linalg.norm(X - W2 @ W1 @ X) ** 2


def optimality(X, W1, W2):
    C = X @ X.T
    G1 = 2 * (W2.T @ W2 @ W1 @ C - W2.T @ C)
    G2 = 2 * (W2 @ W1 @ C @ W1.T - C @ W1.T)
    return G2, G1


def pca_solution(X, k):
    values, vectors = torch.linalg.eigh(X @ X.T)
    U = vectors[:, -k:]
    return U.T, U


def another_minimiser(X, k):
    W1, W2 = pca_solution(X, k)
    G = torch.eye(k) + torch.triu(torch.ones(k, k))
    return torch.inverse(G) @ W1, W2 @ G
