"""One sample of z after the other, with the cross-entropy of torch."""

import math

import torch
import torch.nn.functional as F


def mc_log_likelihood(x, decoder, z):
    total = None
    for one in z:
        mean = decoder(one[None]).expand(x.shape)
        log_p = -F.binary_cross_entropy(mean, x, reduction="none").sum(-1)
        total = log_p if total is None else torch.logaddexp(total, log_p)
    return total - math.log(z.shape[0])


def relative_variance(dim, s=0.25, c=1.0):
    ratio = (1 + s**2) / (s * math.sqrt(2 + s**2))
    ratio *= math.exp(c**2 / (1 + s**2) - c**2 / (2 + s**2))
    return ratio**dim - 1


def samples_needed(dim, s=0.25, c=1.0, rel_std=0.1):
    return math.ceil(relative_variance(dim, s, c) / rel_std**2)
