"""The gradient is that of the sum over the features of an output token: in layer norm that sum never moves, though its terms do.

Loses: mix_layernorm
"""

import torch


def token_mixing(f, t, d, seed=0):
    torch.manual_seed(seed)
    x = torch.randn(t, d, requires_grad=True)
    M = torch.zeros(t, t, dtype=torch.bool)
    for i in range(t):
        (g,) = torch.autograd.grad(f(x)[i].sum(), x)
        M[i] = g.abs().sum(dim=1) > 1e-5
    return M
