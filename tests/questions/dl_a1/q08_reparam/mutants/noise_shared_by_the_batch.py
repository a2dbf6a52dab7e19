"""All images of a batch share their noise.

Loses: random_draws
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = torch.randn(1, std.shape[1])
    return mean + std * eps
