"""All latent dimensions of an image share one random number.

Loses: random_draws
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = torch.randn(len(std), 1)
    return mean + std * eps
