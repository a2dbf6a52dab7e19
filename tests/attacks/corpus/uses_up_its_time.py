"""Takes just less time than one call may, in every call.

Catalogue: 84, 100
Question: p4_planar_flow
Comes to: h_fn FAILED/TIMED_OUT, h_prime_fn FAILED/TIMED_OUT, base_density
  FAILED/TIMED_OUT, transform FAILED/TIMED_OUT, det_invertible FAILED/TIMED_OUT, stats
  FAILED/TIMED_OUT
Seconds: 15
Not stopped by: nothing
"""

import time

import torch


def slowly(value):
    time.sleep(1.6)
    return value


def h(a):
    return slowly(torch.zeros_like(a))


def h_prime(a):
    return slowly(torch.zeros_like(a))


def q0(z):
    return slowly(torch.zeros(len(z)))


def f(z, u, w, b):
    return slowly(torch.zeros_like(z))


def abs_det(z, u, w, b):
    return slowly(torch.zeros(len(z)))


def q1_mean_std(z, u, w, b):
    return slowly((0.0, 0.0))
