"""Ends its process, or pretends to, in every call but `h` and `f`, which are right.

Catalogue: 20, 21
Question: p4_planar_flow
Comes to: h_fn PASSED, h_prime_fn ERRORED, base_density ERRORED, transform PASSED,
  det_invertible ERRORED, det_abs ERRORED, density ERRORED, stats ERRORED
Seconds: 6
Not stopped by: nothing
"""

import os
import sys

import torch


class Quiet(BaseException):
    pass


def h(a):
    return torch.tanh(a)


def h_prime(a):
    os._exit(0)


def q0(z):
    sys.exit(0)


def f(z, u, w, b):
    return z + h(z @ w + b)[:, None] * u


def abs_det(z, u, w, b):
    raise KeyboardInterrupt


def q1(z, u, w, b):
    raise Quiet


def q1_mean_std(z, u, w, b):
    raise GeneratorExit
