"""The logarithm of the expectation is taken, not the expectation of the logarithm.

Loses: recon, bound_tight
"""

import math

import numpy as np
import torch
import torch.nn.functional as F


def reconstruction_term(q, log_px_given_z):
    return torch.logsumexp(log_px_given_z + q.log(), dim=0)


def kl_term(q, prior):
    terms = torch.where(q > 0, q * (q.clamp_min(1e-30).log() - prior.log()), 0.0)
    return terms.sum()


def elbo(q, log_px_given_z, prior):
    return reconstruction_term(q, log_px_given_z) - kl_term(q, prior)
