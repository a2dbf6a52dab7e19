"""The products of two different components are missing in the features.

Loses: feature_property, feature_consistent
"""

import math

import torch


def attention(Q, K, V, sim):
    rows = []
    for q in Q:
        w = torch.stack([sim(q, k) for k in K])
        rows.append((w[:, None] * V).sum(dim=0) / w.sum())
    return torch.stack(rows)


def quadratic_kernel(q, k):
    return (torch.dot(q, k) + 1) ** 2


def feature_map(x):
    D = x.shape[-1]
    features = [torch.ones_like(x[..., 0])]
    for i in range(D):
        features.append(math.sqrt(2) * x[..., i])
        features.append(x[..., i] ** 2)
    return torch.stack(features, dim=-1)


def linear_attention(Q, K, V, feature_map):
    phi_q, phi_k = feature_map(Q), feature_map(K)
    numerator = phi_q @ (phi_k.T @ V)
    denominator = phi_q @ phi_k.sum(dim=0)
    return numerator / denominator.unsqueeze(-1)
