"""A small number inside the logarithm, and the bound from its definition."""

import math

import numpy as np
import torch
import torch.nn.functional as F


def reconstruction_term(q, log_px_given_z):
    return (q * log_px_given_z).sum()


def kl_term(q, prior):
    return torch.sum(q * torch.log((q + 1e-12) / (prior + 1e-12)))


def elbo(q, log_px_given_z, prior):
    log_joint = log_px_given_z + torch.log(prior)
    return torch.sum(q * (log_joint - torch.log(q + 1e-12)))
