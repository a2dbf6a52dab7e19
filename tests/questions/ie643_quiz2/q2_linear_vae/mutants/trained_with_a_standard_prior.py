"""Training takes N(0, I) for the prior, whatever eta_e is.

Loses: train_public, train_hidden
"""

import math
import torch


def recon_term(x, W, Sigma, U, eta_d):
    dx = x.shape[1]
    err = x - (x @ W.T) @ U.T
    quad = (err**2).sum(1) + torch.trace(U @ Sigma @ U.T)
    return -0.5 * dx * math.log(2 * math.pi * eta_d**2) - quad / (2 * eta_d**2)


def kl_term(x, W, Sigma, eta_e):
    dz = Sigma.shape[0]
    mu = x @ W.T
    logdets = dz * math.log(eta_e**2) - torch.logdet(Sigma)
    return 0.5 * (
        logdets + torch.trace(Sigma) / eta_e**2 + (mu**2).sum(1) / eta_e**2 - dz
    )


def elbo(x, W, Sigma, U, eta_d, eta_e):
    return recon_term(x, W, Sigma, U, eta_d) - kl_term(x, W, Sigma, eta_e)


def train_vae(X, dz, eta_d, eta_e, seed=0):
    # the optimum is known: principal directions, variances above the noise
    eta_e = 1.0
    S = X.T @ X / len(X)
    lam, V = torch.linalg.eigh(S)
    lam, V = lam.flip(0)[:dz], V.flip(1)[:, :dz]
    U = V * torch.sqrt(torch.clamp(lam - eta_d**2, min=0)) / eta_e
    Sigma = torch.linalg.inv(U.T @ U / eta_d**2 + torch.eye(dz) / eta_e**2)
    W = Sigma @ U.T / eta_d**2
    return W, Sigma, U
