"""Matrix shapes as in the paper, columns for vectors, squeezed at the end."""

import math

import torch


def h(a):
    return torch.tanh(a)


def h_prime(a):
    return 4 / (torch.exp(a) + torch.exp(-a)) ** 2


def q0(z):
    d = z.shape[1]
    return torch.exp(-0.5 * (z**2).sum(dim=1)) / (2 * math.pi) ** (d / 2)


def f(z, u, w, b):
    u, w = u.reshape(1, -1), w.reshape(-1, 1)
    return z + h(z.mm(w) + b).mm(u)


def abs_det(z, u, w, b):
    u, w = u.reshape(-1, 1), w.reshape(-1, 1)
    psi = h_prime(z.mm(w) + b).mm(w.t())
    return (1 + psi.mm(u)).abs().squeeze(1)


def q1(z, u, w, b):
    return q0(z) / abs_det(z, u, w, b)


def q1_mean_std(z, u, w, b):
    values = q1(z, u, w, b)
    return values.mean().item(), values.std(correction=0).item()
