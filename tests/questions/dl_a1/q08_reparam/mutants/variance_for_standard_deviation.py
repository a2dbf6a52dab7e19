"""The noise is scaled by the variance; z gets its spread from the standard deviation.

Loses: value
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = torch.randn_like(std)
    return mean + std**2 * eps
