"""Replaces a whole token by another one, in float32, and looks what has moved."""

import torch


def token_mixing(f, t, d, seed=0):
    torch.manual_seed(seed)
    x = torch.randn(t, d)
    y = f(x)
    M = torch.zeros(t, t, dtype=torch.bool)
    for j in range(t):
        changed = x.clone()
        changed[j] = torch.randn(d)
        z = f(changed)
        for i in range(t):
            M[i, j] = not torch.allclose(y[i], z[i], atol=1e-6)
    return M
