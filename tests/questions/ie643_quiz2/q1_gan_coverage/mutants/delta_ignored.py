"""The test keeps to 10 percent whatever delta is given.

Loses: density_hidden
"""

import torch


def in_omega_density(p_r, p_theta, delta=0.1):
    return (p_r > 0) & (p_theta <= 0.1 * p_r)


def in_omega_discriminator(d, delta=0.1):
    return d >= 1 / (1 + delta)


def coverage(d_on_T, delta=0.1):
    missed = in_omega_discriminator(d_on_T, delta)
    return 1 - missed.float().mean()
