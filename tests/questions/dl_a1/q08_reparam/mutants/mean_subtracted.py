"""The mean is subtracted; z lies around mean, not around its negative.

Loses: value
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = torch.randn_like(std)
    return std * eps - mean
