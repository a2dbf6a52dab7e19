"""Answers with constants and with its own arguments, in case that is close enough.

Catalogue: 83
Question: p4_planar_flow
Comes to: h_fn FAILED, h_prime_fn FAILED, base_density FAILED, transform FAILED,
  det_invertible FAILED, det_abs FAILED, density FAILED, stats FAILED
Seconds: 4
Not stopped by: nothing
"""

import torch


def h(a):
    return a.clamp(-1, 1)


def h_prime(a):
    return torch.full_like(a, 0.4)


def q0(z):
    return torch.full((len(z),), 0.1, dtype=z.dtype)


def f(z, u, w, b):
    return z


def abs_det(z, u, w, b):
    return torch.ones(len(z), dtype=z.dtype)


def q1(z, u, w, b):
    return q0(z)


def q1_mean_std(z, u, w, b):
    return 0.1, 0.0
