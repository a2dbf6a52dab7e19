"""The ratio itself, with 0/0 left a NaN that compares false; < for <=."""

import torch


def in_omega_density(p_r, p_theta, delta=0.1):
    ratio = p_theta / p_r
    return ratio < delta


def in_omega_discriminator(d, delta=0.1):
    ratio = (1 - d) / d
    return ratio < delta


def coverage(d_on_T, delta=0.1):
    ratio = (1 - d_on_T) / d_on_T
    return torch.clamp(ratio, max=1.0).mean()
