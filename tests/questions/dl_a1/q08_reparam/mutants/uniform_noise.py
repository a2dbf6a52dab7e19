"""The noise is uniform between 0 and 1; it is drawn from N(0, 1).

Loses: random_draws
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = torch.rand_like(std)
    return mean + std * eps
