"""Means are clamped at 0.01, so that a pixel that is certain and right still costs
something.

Loses: saturated
"""

import math

import torch


def normal(x, var):
    return math.exp(-(x**2) / (2 * var)) / math.sqrt(2 * math.pi * var)


def mc_log_likelihood(x, decoder, z):
    p = decoder(z).clamp(0.01, 0.99)
    log_p = x @ torch.log(p).T + (1 - x) @ torch.log(1 - p).T
    return torch.logsumexp(log_p, dim=1) - math.log(len(z))


def relative_variance(dim, s=0.25, c=1.0):
    first = normal(c, 1 + s**2)
    second = normal(c, 1 + s**2 / 2) / (2 * s * math.sqrt(math.pi))
    return (second / first**2) ** dim - 1


def samples_needed(dim, s=0.25, c=1.0, rel_std=0.1):
    return relative_variance(dim, s, c) / rel_std**2
