"""Everything happens under no_grad, so that no gradient arrives anywhere.

Loses: gradients
"""

import torch


@torch.no_grad()
def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = torch.randn_like(std)
    return mean + std * eps
