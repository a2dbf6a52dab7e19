"""A count grows with the size of T; divide by the number of points.

Loses: cov_fraction, cov_invariant, cov_monotone
"""

import torch


def in_omega_density(p_r, p_theta, delta=0.1):
    return torch.logical_and(p_r > 0, p_theta <= delta * p_r)


def in_omega_discriminator(d, delta=0.1):
    return d >= 1 / (1 + delta)


def coverage(d_on_T, delta=0.1):
    missed = in_omega_discriminator(d_on_T, delta)
    return (~missed).float().sum()
