"""Minibatches and a sampled z = W x + L noise, as in a usual VAE; Sigma from a Cholesky factor."""

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
    g = torch.Generator().manual_seed(seed)
    n, dx = X.shape
    W = (0.1 * torch.randn(dz, dx, generator=g)).requires_grad_()
    U = (0.1 * torch.randn(dx, dz, generator=g)).requires_grad_()
    low = torch.zeros(dz, dz, requires_grad=True)
    logd = torch.zeros(dz, requires_grad=True)
    opt = torch.optim.Adam([W, U, low, logd], lr=1e-2)
    sched = torch.optim.lr_scheduler.StepLR(opt, 25, 0.5)
    for epoch in range(100):
        for idx in torch.randperm(n, generator=g).split(25):
            x = X[idx]
            L = torch.tril(low, -1) + torch.diag(logd.exp())
            z = x @ W.T + torch.randn(len(x), dz, generator=g) @ L.T
            recon = -((x - z @ U.T) ** 2).sum(1) / (2 * eta_d**2)
            loss = -(recon - kl_term(x, W, L @ L.T, eta_e)).mean()
            opt.zero_grad()
            loss.backward()
            opt.step()
        sched.step()
    with torch.no_grad():
        L = torch.tril(low, -1) + torch.diag(logd.exp())
        return W.detach(), L @ L.T, U.detach()
