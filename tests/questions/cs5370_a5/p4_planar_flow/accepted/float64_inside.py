"""Everything is computed in float64, whatever comes in."""

import math

import torch


def h(a):
    return torch.tanh(a.double())


def h_prime(a):
    return 1 - torch.tanh(a.double()) ** 2


def q0(z):
    d = z.shape[1]
    return torch.exp(-0.5 * (z.double() ** 2).sum(dim=1)) / (2 * math.pi) ** (d / 2)


def f(z, u, w, b):
    z, u, w = z.double(), u.double(), w.double()
    a = torch.matmul(z, w) + b
    return z + u * h(a).unsqueeze(1)


def abs_det(z, u, w, b):
    z, u, w = z.double(), u.double(), w.double()
    a = torch.matmul(z, w) + b
    psi = h_prime(a).unsqueeze(1) * w
    return torch.abs(1 + torch.matmul(psi, u))


def q1(z, u, w, b):
    return q0(z) / abs_det(z, u, w, b)


def q1_mean_std(z, u, w, b):
    q = q1(z, u, w, b)
    return q.mean(), q.std()
