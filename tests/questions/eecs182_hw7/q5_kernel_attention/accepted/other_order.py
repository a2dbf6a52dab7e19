"""Features in another order and with other signs; multiplies in the quadratic order."""

import torch


def attention(Q, K, V, sim):
    n, p = len(Q), len(K)
    A = torch.zeros(n, p, dtype=torch.float64)
    for i in range(n):
        for j in range(p):
            A[i, j] = sim(Q[i], K[j])
    A /= A.sum(dim=1, keepdim=True)
    return A @ V.double()


def quadratic_kernel(q, k):
    return float(1 + q @ k) ** 2


def feature_map(x):
    root = 2**0.5
    squares = x**2
    mixed = [
        -root * x[..., i] * x[..., j]
        for i in range(x.shape[-1])
        for j in range(i + 1, x.shape[-1])
    ]
    parts = [squares, -root * x, torch.ones_like(x[..., :1])]
    if mixed:
        parts.append(torch.stack(mixed, -1))
    return torch.cat(parts, -1)


def linear_attention(Q, K, V, feature_map):
    similarities = feature_map(Q) @ feature_map(K).T
    return similarities @ V / similarities.sum(-1, keepdim=True)
