"""Takes the gradients from autograd, averages over the points."""

import torch


def objective(X, W1, W2):
    return (X - W2 @ W1 @ X).pow(2).sum(dim=0).mean()


def optimality(X, W1, W2):
    W1 = W1.detach().clone().requires_grad_()
    W2 = W2.detach().clone().requires_grad_()
    return torch.autograd.grad(objective(X, W1, W2), (W1, W2))


def pca_solution(X, k):
    U, S, _ = torch.svd(X)
    return U[:, :k].T.contiguous(), U[:, :k].contiguous()


def another_minimiser(X, k):
    W1, W2 = pca_solution(X, k)
    Q, _ = torch.linalg.qr(torch.randn(k, k))
    return Q.T @ W1, W2 @ Q
