"""Without eps nothing is drawn: z is the mean.

Loses: random_draws
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = torch.zeros_like(std)
    return mean + std * eps
