"""The densities are turned into D* first; coverage is the mean of 2 (1 - D), at most 1."""

import torch


def in_omega_density(p_r, p_theta, delta=0.1):
    total = p_r + p_theta
    d = torch.where(total > 0, p_r / total, torch.zeros_like(total))
    return in_omega_discriminator(d, delta)


def in_omega_discriminator(d, delta=0.1):
    return (1 + delta) * d >= 1


def coverage(d_on_T, delta=0.1):
    return torch.minimum(torch.ones_like(d_on_T), 2 * (1 - d_on_T)).mean()
