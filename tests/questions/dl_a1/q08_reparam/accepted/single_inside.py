"""Single precision inside, whatever comes in; noise by Box and Muller."""

import math

import torch


def sample_reparameterize(mean, log_std, eps=None):
    if eps is None:
        u, v = 1 - torch.rand(mean.shape), torch.rand(mean.shape)
        eps = torch.sqrt(-2 * torch.log(u)) * torch.cos(2 * math.pi * v)
    return mean.float() + torch.exp(log_std.float()) * eps.float()
