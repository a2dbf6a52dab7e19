"""The divergence is in bits: the logarithm is that to base 2.

Loses: kl, bound_tight
"""

import math

import numpy as np
import torch
import torch.nn.functional as F


def reconstruction_term(q, log_px_given_z):
    return (q * log_px_given_z).sum()


def kl_term(q, prior):
    return torch.where(q > 0, q * torch.log2(q / prior), 0.0).sum()


def elbo(q, log_px_given_z, prior):
    return reconstruction_term(q, log_px_given_z) - kl_term(q, prior)
