"""Conditions for the mean over the points; a diagonal and a mixed change of the code."""

import torch


def objective(X, W1, W2):
    return torch.linalg.norm(X - W2 @ W1 @ X) ** 2


def optimality(X, W1, W2):
    C = X @ X.T
    G1 = 2 * (W2.T @ W2 @ W1 @ C - W2.T @ C)
    G2 = 2 * (W2 @ W1 @ C @ W1.T - C @ W1.T)
    n = X.shape[1]
    return G1 / n, G2 / n


def pca_solution(X, k):
    values, vectors = torch.linalg.eigh(X @ X.T)
    U = -vectors[:, -k:].flip(1)
    return U.T, U


def another_minimiser(X, k):
    W1, W2 = pca_solution(X, k)
    G = torch.diag(torch.arange(1.0, k + 1)) + 0.5 * torch.ones(k, k)
    return torch.inverse(G) @ W1, W2 @ G
