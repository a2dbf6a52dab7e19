"""Entropies and cross-entropies, with xlogy."""

import torch


def log_evidence(prior, log_lik):
    top = log_lik.max()
    return top + torch.log(torch.sum(prior * torch.exp(log_lik - top)))


def posterior(prior, log_lik):
    return torch.softmax(log_lik + torch.log(prior), -1)


def entropy(q):
    return -torch.xlogy(q, q).sum()


def elbo(q, prior, log_lik):
    return torch.dot(q, log_lik + torch.log(prior)) + entropy(q)


def gap(q, prior, log_lik):
    log_post = torch.log_softmax(log_lik + torch.log(prior), -1)
    return -torch.dot(q, log_post) - entropy(q)


def change(before, after):
    d_elbo = elbo(*after) - elbo(*before)
    d_gap = gap(*after) - gap(*before)
    return d_elbo, d_elbo + d_gap, d_gap
