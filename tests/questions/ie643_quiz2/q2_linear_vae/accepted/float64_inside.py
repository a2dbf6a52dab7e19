"""Computes and trains in float64, by L-BFGS."""

import math
import torch


def recon_term(x, W, Sigma, U, eta_d):
    x, W, Sigma, U = x.double(), W.double(), Sigma.double(), U.double()
    resid = x - x @ (U @ W).T
    total = (resid * resid).sum(-1) + (U @ Sigma * U).sum()
    return -total / (2 * eta_d**2) - x.shape[-1] * math.log(
        eta_d * math.sqrt(2 * math.pi)
    )


def kl_term(x, W, Sigma, eta_e):
    x, W, Sigma = x.double(), W.double(), Sigma.double()
    L = torch.linalg.cholesky(Sigma)
    mu = x @ W.T
    scaled = ((mu * mu).sum(-1) + (L * L).sum()) / eta_e**2
    return 0.5 * (scaled - len(L)) + len(L) * math.log(eta_e) - L.diagonal().log().sum()


def elbo(x, W, Sigma, U, eta_d, eta_e):
    return recon_term(x, W, Sigma, U, eta_d) - kl_term(x, W, Sigma, eta_e)


def train_vae(X, dz, eta_d, eta_e, seed=0):
    g = torch.Generator().manual_seed(seed)
    X = X.double()
    W = (0.1 * torch.randn(dz, X.shape[1], generator=g)).double().requires_grad_()
    U = (0.1 * torch.randn(X.shape[1], dz, generator=g)).double().requires_grad_()
    raw = torch.zeros(dz, dz, dtype=torch.float64, requires_grad=True)
    opt = torch.optim.LBFGS([W, U, raw], max_iter=400, line_search_fn="strong_wolfe")

    def sigma():
        L = torch.tril(raw, -1) + torch.diag(raw.diagonal().exp())
        return L @ L.T

    def closure():
        opt.zero_grad()
        loss = -elbo(X, W, sigma(), U, eta_d, eta_e).mean()
        loss.backward()
        return loss

    opt.step(closure)
    return W.detach(), sigma().detach(), U.detach()
