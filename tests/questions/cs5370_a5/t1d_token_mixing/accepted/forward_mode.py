"""Forward mode under vmap in float64, 0 and 1 instead of truth values."""

import torch
from torch.func import jacfwd


def token_mixing(f, t, d, seed=0):
    x = torch.randn(
        t, d, generator=torch.Generator().manual_seed(seed), dtype=torch.float64
    )
    J = jacfwd(f)(x)
    return torch.einsum("iajb->ij", J.abs()).gt(1e-9).int()
