"""The noise has mean 0 and variance 1, and is uniform; it is drawn from a Gaussian.

Loses: random_draws
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = (2 * torch.rand_like(std) - 1) * 3**0.5
    return mean + std * eps
