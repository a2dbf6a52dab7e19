"""Where q is 0, 0 times the logarithm of 0 gives NaN.

Loses: zero_entry
"""

import torch


def log_evidence(prior, log_lik):
    return torch.logsumexp(torch.log(prior) + log_lik, dim=0)


def posterior(prior, log_lik):
    joint = torch.log(prior) + log_lik
    return torch.exp(joint - joint.max()) / torch.exp(joint - joint.max()).sum()


def kl(q, p):
    return (q * (torch.log(q) - torch.log(p))).sum()


def elbo(q, prior, log_lik):
    return (q * log_lik).sum() - kl(q, prior)


def gap(q, prior, log_lik):
    return kl(q, posterior(prior, log_lik))


def change(before, after):
    d_elbo = elbo(*after) - elbo(*before)
    d_log_p = log_evidence(*after[1:]) - log_evidence(*before[1:])
    d_gap = gap(*after) - gap(*before)
    return d_elbo, d_log_p, d_gap
