"""This is the divergence of q from the prior; the gap is that from the posterior.

Loses: gap
"""

import torch


def log_evidence(prior, log_lik):
    return torch.logsumexp(torch.log(prior) + log_lik, dim=0)


def posterior(prior, log_lik):
    joint = torch.log(prior) + log_lik
    return torch.exp(joint - joint.max()) / torch.exp(joint - joint.max()).sum()


def kl(q, p):
    inside = q > 0
    return (q[inside] * (torch.log(q[inside]) - torch.log(p[inside]))).sum()


def elbo(q, prior, log_lik):
    return (q * log_lik).sum() - kl(q, prior)


def gap(q, prior, log_lik):
    return kl(q, prior)


def change(before, after):
    d_elbo = elbo(*after) - elbo(*before)
    d_log_p = log_evidence(*after[1:]) - log_evidence(*before[1:])
    d_gap = gap(*after) - gap(*before)
    return d_elbo, d_log_p, d_gap
