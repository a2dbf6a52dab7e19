"""The mean is missing: z lies around 0.

Loses: value, gradients
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = torch.randn_like(std)
    return std * eps
