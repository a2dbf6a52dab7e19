import math

import numpy as np
import torch
import torch.nn.functional as F


def reconstruction_term(q, log_px_given_z):
    return q @ log_px_given_z


def kl_term(q, prior):
    return F.kl_div(prior.log(), q, reduction="sum")


def elbo(q, log_px_given_z, prior):
    from torch.distributions import Categorical, kl_divergence

    posterior, p = Categorical(probs=q), Categorical(probs=prior)
    return (posterior.probs * log_px_given_z).sum() - kl_divergence(posterior, p)
