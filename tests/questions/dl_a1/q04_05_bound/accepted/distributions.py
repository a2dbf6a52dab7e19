"""Categorical distributions; the gap is the difference."""

import torch
from torch.distributions import Categorical, kl_divergence


def log_evidence(prior, log_lik):
    return torch.logsumexp(prior.log() + log_lik, 0)


def posterior(prior, log_lik):
    return Categorical(logits=prior.log() + log_lik).probs


def elbo(q, prior, log_lik):
    return (q * log_lik).sum() - kl_divergence(Categorical(q), Categorical(prior))


def gap(q, prior, log_lik):
    return log_evidence(prior, log_lik) - elbo(q, prior, log_lik)


def change(before, after):
    d_log_p = log_evidence(*after[1:]) - log_evidence(*before[1:])
    d_elbo = elbo(*after) - elbo(*before)
    return [d_elbo, d_log_p, d_log_p - d_elbo]
