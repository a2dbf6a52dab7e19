"""Where q(z) is 0 the divergence becomes NaN: 0 times the logarithm of 0 is 0 here.

Loses: kl_zero_entry
"""

import math

import numpy as np
import torch
import torch.nn.functional as F


def reconstruction_term(q, log_px_given_z):
    return (q * log_px_given_z).sum()


def kl_term(q, prior):
    return (q * (q / prior).log()).sum()


def elbo(q, log_px_given_z, prior):
    return reconstruction_term(q, log_px_given_z) - kl_term(q, prior)
