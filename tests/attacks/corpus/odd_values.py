"""Answers that a careless comparison takes for right: NaN, nothing, one for all.

Catalogue: 74, 75, 77, 78, 81
Question: p4_planar_flow
Comes to: h_fn FAILED, h_prime_fn FAILED, base_density FAILED, transform FAILED,
  det_invertible FAILED, det_abs FAILED, density FAILED, stats FAILED
Seconds: 4
Not stopped by: nothing
"""

import torch


def h(a):
    return a * float("nan")


def h_prime(a):
    return torch.empty(0, *a.shape)


def q0(z):
    return torch.zeros(len(z), 1)


def f(z, u, w, b):
    return z + float("inf")


def abs_det(z, u, w, b):
    return True


def q1(z, u, w, b):
    return torch.full((len(z),), complex(0, 1))


def q1_mean_std(z, u, w, b):
    return "all right", None
