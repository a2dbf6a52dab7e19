"""Terms from torch.distributions; training by expectation maximisation."""

import torch
from torch.distributions import MultivariateNormal, Normal, kl_divergence


def recon_term(x, W, Sigma, U, eta_d):
    centre = Normal(x @ W.T @ U.T, eta_d).log_prob(x).sum(-1)
    return centre - torch.trace(U.T @ U @ Sigma) / (2 * eta_d**2)


def kl_term(x, W, Sigma, eta_e):
    eye = torch.eye(len(Sigma), dtype=x.dtype)
    q = MultivariateNormal(x @ W.T, Sigma)
    p = MultivariateNormal(torch.zeros(len(Sigma), dtype=x.dtype), eta_e**2 * eye)
    return kl_divergence(q, p)


def elbo(x, W, Sigma, U, eta_d, eta_e):
    return recon_term(x, W, Sigma, U, eta_d) - kl_term(x, W, Sigma, eta_e)


def posterior(U, eta_d, eta_e):
    Sigma = torch.linalg.inv(U.T @ U / eta_d**2 + torch.eye(U.shape[1]) / eta_e**2)
    Sigma = (Sigma + Sigma.T) / 2
    return Sigma @ U.T / eta_d**2, Sigma


def train_vae(X, dz, eta_d, eta_e, seed=0):
    g = torch.Generator().manual_seed(seed)
    U = torch.randn(X.shape[1], dz, generator=g)
    for _ in range(300):
        W, Sigma = posterior(U, eta_d, eta_e)
        mu = X @ W.T
        U = X.T @ mu @ torch.linalg.inv(mu.T @ mu + len(X) * Sigma)
    return (*posterior(U, eta_d, eta_e), U)
