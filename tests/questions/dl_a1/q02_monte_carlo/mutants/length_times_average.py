"""This is Monte Carlo over a domain of uniform points, average times length: the z were
drawn from p(z), so their average alone is the estimate, and R^D has no length.

Loses: small, no_underflow, saturated
"""

import math

import torch


def normal(x, var):
    return math.exp(-(x**2) / (2 * var)) / math.sqrt(2 * math.pi * var)


def mc_log_likelihood(x, decoder, z):
    means = decoder(z)
    p_x = torch.prod(means ** x[:, None] * (1 - means) ** (1 - x[:, None]), dim=-1)
    p_z = torch.prod(torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi), dim=-1)
    length = torch.prod(z.max(dim=0).values - z.min(dim=0).values)
    return torch.log(length * (p_x * p_z).mean(dim=-1))


def relative_variance(dim, s=0.25, c=1.0):
    first = normal(c, 1 + s**2)
    second = normal(c, 1 + s**2 / 2) / (2 * s * math.sqrt(math.pi))
    return (second / first**2) ** dim - 1


def samples_needed(dim, s=0.25, c=1.0, rel_std=0.1):
    return relative_variance(dim, s, c) / rel_std**2
