"""P_theta = delta P_r gives D* = 1 / (1 + delta), which is not 1 - delta.

Loses: discriminator
"""

import torch


def in_omega_density(p_r, p_theta, delta=0.1):
    return torch.logical_and(p_r > 0, p_theta <= delta * p_r)


def in_omega_discriminator(d, delta=0.1):
    return d >= 1 - delta


def coverage(d_on_T, delta=0.1):
    missed = d_on_T >= 1 / (1 + delta)
    return 1 - missed.float().mean()
