"""Finds both minima numerically."""

import torch
from torch import nn


def loss(X, W1, W2, lam):
    squared = nn.MSELoss(reduction="sum")
    penalty = sum(p.pow(2).sum() for p in (W1, W2))
    return squared(W2 @ W1 @ X, X) + lam * penalty


def balanced_value():
    s = torch.tensor(2.0, requires_grad=True)
    optimizer = torch.optim.SGD([s], lr=0.05)
    for _ in range(300):
        optimizer.zero_grad()
        (s**2 + 1 / s**2).backward()
        optimizer.step()
    return s.item()


def minimiser(X, k, lam):
    X = X.double()
    torch.manual_seed(3)
    W1 = torch.randn(k, len(X), dtype=torch.float64).div(3).requires_grad_()
    W2 = torch.randn(len(X), k, dtype=torch.float64).div(3).requires_grad_()
    optimizer = torch.optim.LBFGS(
        [W1, W2],
        max_iter=1500,
        tolerance_grad=1e-10,
        tolerance_change=1e-14,
        history_size=30,
        line_search_fn="strong_wolfe",
    )

    def closure():
        optimizer.zero_grad()
        value = loss(X, W1, W2, lam)
        value.backward()
        return value

    optimizer.step(closure)
    return W1.detach(), W2.detach()
