"""torch.special.entr and einsum, in double precision."""

import math

import numpy as np
import torch
import torch.nn.functional as F


def reconstruction_term(q, log_px_given_z):
    return torch.einsum("k,k->", q.double(), log_px_given_z.double())


def kl_term(q, prior):
    q, prior = q.double(), prior.double()
    return -torch.special.entr(q).sum() - torch.einsum("k,k->", q, prior.log())


def elbo(q, log_px_given_z, prior):
    return reconstruction_term(q, log_px_given_z) - kl_term(q, prior)
