"""Answers with numbers whose difference to any other is lost, wraps or overflows.

Catalogue: 76, 78, 79, 81
Question: p4_planar_flow
Comes to: h_fn FAILED/ERRORED, h_prime_fn FAILED/ERRORED, base_density FAILED/ERRORED,
  transform FAILED/ERRORED, det_invertible FAILED/ERRORED, density FAILED/ERRORED,
  stats FAILED/ERRORED
Seconds: 4
Not stopped by: nothing
"""

import numpy as np
import torch


def h(a):
    return torch.full(a.shape, -(2**63), dtype=torch.int64)


def h_prime(a):
    return torch.full(a.shape, 1.7e308, dtype=torch.float64)


def q0(z):
    return np.full(len(z), 2**63 + 1, dtype=np.uint64)


def f(z, u, w, b):
    return torch.full(z.shape, complex(0, float("nan")), dtype=torch.complex128)


def abs_det(z, u, w, b):
    return torch.ones(len(z), dtype=torch.bool)


def q1(z, u, w, b):
    return [10**4000] * len(z)


def q1_mean_std(z, u, w, b):
    return np.datetime64("NaT"), np.float128("inf")
