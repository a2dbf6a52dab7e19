import math

import numpy as np
import torch
import torch.nn.functional as F


def reconstruction_term(q, log_px_given_z):
    return (q * log_px_given_z).sum()


def kl_term(q, prior):
    return (prior * (prior / q).log()).sum()


def elbo(q, log_px_given_z, prior):
    return reconstruction_term(q, log_px_given_z) - kl_term(q, prior)
