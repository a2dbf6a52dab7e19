"""The bound is to be maximised; Adam minimises what it is given.

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
    torch.manual_seed(seed)
    n, dx = X.shape
    W = torch.nn.Parameter(0.1 * torch.randn(dz, dx))
    U = torch.nn.Parameter(0.1 * torch.randn(dx, dz))
    L = torch.nn.Parameter(torch.eye(dz))
    opt = torch.optim.Adam([W, U, L], lr=0.02)
    for step in range(60):
        Sigma = L @ L.T + 1e-6 * torch.eye(dz)
        loss = elbo(X, W, Sigma, U, eta_d, eta_e).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    Sigma = L @ L.T
    return W.detach(), Sigma.detach(), U.detach()
