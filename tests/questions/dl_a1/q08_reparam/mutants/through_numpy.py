"""The way leads through numpy, where autograd does not follow.

Loses: gradients
"""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    std = torch.exp(log_std)
    if eps is None:
        eps = torch.randn_like(std)
    z = mean.numpy() + std.numpy() * eps.numpy()
    return torch.from_numpy(z)
