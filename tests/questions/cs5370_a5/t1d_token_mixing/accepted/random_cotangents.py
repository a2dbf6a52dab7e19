"""A random mixture of an output token's features instead of their sum."""

import torch


def token_mixing(f, t, d, seed=0):
    gen = torch.Generator().manual_seed(seed)
    x = torch.randn(t, d, generator=gen).requires_grad_()
    rows = []
    for i in range(t):
        y = f(x)
        v = torch.randn(y.shape[-1], generator=gen)
        (g,) = torch.autograd.grad((y[i] * v).sum(), x)
        rows.append(g.abs().amax(-1) > 1e-6)
    return torch.stack(rows)
