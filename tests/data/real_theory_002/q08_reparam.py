"""z is an affine transformation of a standard normal noise."""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    sigma = torch.exp(log_std)
    if eps is None:
        eps = torch.randn_like(sigma)
    return sigma**2 * eps + mean
