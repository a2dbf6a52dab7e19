"""log_std is halved as if it were the logarithm of the variance.

Loses: value
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(0.5 * log_std)
    if eps is None:
        eps = torch.randn_like(std)
    return mean + std * eps
