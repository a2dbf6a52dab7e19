"""Computes in float64; the answers are 0.0 and 1.0."""

import torch


def in_omega_density(p_r, p_theta, delta=0.1):
    p_r, p_theta = p_r.double(), p_theta.double()
    return ((p_r > 0) & (p_theta <= delta * p_r)).double()


def in_omega_discriminator(d, delta=0.1):
    return (d.double() >= 1 / (1 + delta)).double()


def coverage(d_on_T, delta=0.1):
    d = d_on_T.double()
    weight = torch.sigmoid(200 * (1 / (1 + delta) - d))
    return weight.mean()
