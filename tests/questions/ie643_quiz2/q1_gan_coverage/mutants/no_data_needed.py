"""Where the data has no density nothing can be missing: p_r > 0 is part of the test.

Loses: density_hidden
"""

import torch


def in_omega_density(p_r, p_theta, delta=0.1):
    return p_theta <= delta * p_r


def in_omega_discriminator(d, delta=0.1):
    return d >= 1 / (1 + delta)


def coverage(d_on_T, delta=0.1):
    missed = in_omega_discriminator(d_on_T, delta)
    return 1 - missed.float().mean()
