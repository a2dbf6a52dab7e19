"""vmap over pairs, einsum, all ordered pairs of (1, x) for features."""

import torch


def attention(Q, K, V, sim):
    pairwise = torch.vmap(torch.vmap(sim, in_dims=(None, 0)), in_dims=(0, None))
    A = pairwise(Q, K)
    return torch.einsum("nk,km->nm", A / A.sum(1, keepdim=True), V)


def quadratic_kernel(q, k):
    s = (q * k).sum()
    return s * s + 2 * s + 1


def feature_map(x):
    one = torch.ones(*x.shape[:-1], 1, dtype=x.dtype)
    z = torch.cat([one, x], -1)
    return torch.einsum("...i,...j->...ij", z, z).flatten(-2)


def linear_attention(Q, K, V, feature_map):
    q, k = feature_map(Q), feature_map(K)
    ones = torch.ones(len(V), 1, dtype=V.dtype)
    both = q @ (k.T @ torch.cat([V, ones], 1))
    return both[:, :-1] / both[:, -1:]
