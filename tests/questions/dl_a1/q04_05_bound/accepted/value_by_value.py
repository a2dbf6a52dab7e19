"""Plain loops over the values of z."""

import math

import torch


def log_evidence(prior, log_lik):
    total = torch.tensor(-math.inf, dtype=log_lik.dtype)
    for p, l in zip(prior, log_lik):
        total = torch.logaddexp(total, torch.log(p) + l)
    return total


def posterior(prior, log_lik):
    log_p = log_evidence(prior, log_lik)
    return [torch.exp(torch.log(p) + (l - log_p)) for p, l in zip(prior, log_lik)]


def elbo(q, prior, log_lik):
    total = 0.0
    for w, p, l in zip(q, prior, log_lik):
        if w > 0:
            total += w * (l - torch.log(w / p))
    return total


def gap(q, prior, log_lik):
    total = 0.0
    for w, p in zip(q, posterior(prior, log_lik)):
        if w > 0:
            total += w * torch.log(w / p)
    return total


def change(before, after):
    (q0, prior0, lik0), (q1, prior1, lik1) = before, after
    return (
        elbo(q1, prior1, lik1) - elbo(q0, prior0, lik0),
        log_evidence(prior1, lik1) - log_evidence(prior0, lik0),
        gap(q1, prior1, lik1) - gap(q0, prior0, lik0),
    )
