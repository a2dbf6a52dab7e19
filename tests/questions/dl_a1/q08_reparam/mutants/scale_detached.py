"""The standard deviation is detached, so that no gradient reaches log_std.

Loses: gradients
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std).detach()
    if eps is None:
        eps = torch.randn_like(std)
    return mean + std * eps
