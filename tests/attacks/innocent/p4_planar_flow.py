"""An honest student, right but for the density; innocent-secret-4711."""

import math

import torch


def h(a):
    return torch.tanh(a)


def h_prime(a):
    return 1 - torch.tanh(a).square()


def q0(z):
    return torch.exp(-z.square().sum(1) / 2) / (2 * math.pi) ** (z.shape[1] / 2)


def f(z, u, w, b):
    return z + h(z @ w + b)[:, None] * u


def abs_det(z, u, w, b):
    return (1 + (u @ w) * h_prime(z @ w + b)).abs()


def q1(z, u, w, b):
    return q0(z) * abs_det(z, u, w, b)


def q1_mean_std(z, u, w, b):
    values = q1(z, u, w, b)
    return values.mean(), values.std()
