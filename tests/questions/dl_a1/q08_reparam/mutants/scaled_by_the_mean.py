"""Mean and noise are multiplied; the noise is added to the mean.

Loses: value
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = torch.randn_like(std)
    return mean * (1 + std * eps)
