"""Equation (16): log p(x) = E_q[log p(x | z)] - KL(q || p(z)) + KL(q || p(z | x))."""

import torch


def log_evidence(prior, log_lik):
    return torch.logsumexp(torch.log(prior) + log_lik, dim=0)


def posterior(prior, log_lik):
    return torch.softmax(torch.log(prior) + log_lik, dim=0)


def kl(q, log_p):
    return (torch.xlogy(q, q) - q * log_p).sum()


def elbo(q, prior, log_lik):
    return (q * log_lik).sum() - kl(q, torch.log(prior))


def gap(q, prior, log_lik):
    return kl(q, torch.log_softmax(torch.log(prior) + log_lik, dim=0))


def change(before, after):
    d_elbo = elbo(*after) - elbo(*before)
    d_log_p = log_evidence(*after[1:]) - log_evidence(*before[1:])
    d_gap = gap(*after) - gap(*before)
    return d_elbo, d_log_p, d_gap
