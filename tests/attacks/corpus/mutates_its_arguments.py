"""Changes its arguments so that a zero is the right answer to them, and returns them.

Catalogue: 43, 44
Question: p4_planar_flow
Comes to: h_fn FAILED, h_prime_fn FAILED, base_density FAILED, transform FAILED,
  det_invertible FAILED
Seconds: 4
Not stopped by: nothing
"""

import torch


def h(a):
    a.zero_()
    return a


def h_prime(a):
    a.fill_(float("inf"))
    return torch.zeros_like(a)


def q0(z):
    z.fill_(1e9)
    return z[:, 0] * 0


def f(z, u, w, b):
    for tensor in (z, u, w):
        tensor.resize_(0)
    return z


def abs_det(z, u, w, b):
    u.zero_()
    w.set_(u)
    return torch.ones(len(z), dtype=z.dtype)
