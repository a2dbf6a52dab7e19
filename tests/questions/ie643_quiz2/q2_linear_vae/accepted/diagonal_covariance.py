"""Samples in a loop; Sigma is diagonal in training, which loses nothing as U may turn; lists come back."""

import math
import torch


def recon_term(x, W, Sigma, U, eta_d):
    values = []
    for row in x:
        error = row - U @ (W @ row)
        square = error @ error + torch.trace(Sigma @ U.T @ U)
        values.append(
            float(
                -len(row) * (math.log(eta_d) + 0.5 * math.log(2 * math.pi))
                - square / (2 * eta_d * eta_d)
            )
        )
    return values


def kl_term(x, W, Sigma, eta_e):
    prior = eta_e**2 * torch.eye(len(Sigma), dtype=Sigma.dtype)
    values = []
    for row in x:
        m = W @ row
        inv = torch.inverse(prior)
        values.append(
            float(
                0.5
                * (
                    torch.log(torch.det(prior) / torch.det(Sigma))
                    + torch.trace(inv @ Sigma)
                    + m @ inv @ m
                    - len(m)
                )
            )
        )
    return values


def elbo(x, W, Sigma, U, eta_d, eta_e):
    return [
        a - b
        for a, b in zip(recon_term(x, W, Sigma, U, eta_d), kl_term(x, W, Sigma, eta_e))
    ]


def train_vae(X, dz, eta_d, eta_e, seed=0):
    torch.manual_seed(seed)
    n, dx = X.shape
    W = torch.nn.Linear(dx, dz, bias=False)
    U = torch.nn.Linear(dz, dx, bias=False)
    logvar = torch.nn.Parameter(torch.zeros(dz))
    opt = torch.optim.Adam([*W.parameters(), *U.parameters(), logvar], lr=1e-2)
    for _ in range(2500):
        mu = W(X)
        var = logvar.exp()
        rec = ((X - U(mu)) ** 2).sum(1).mean() + (U.weight**2 @ var).sum()
        kl = 0.5 * ((var.sum() + (mu**2).sum(1).mean()) / eta_e**2 - logvar.sum())
        loss = rec / (2 * eta_d**2) + kl
        opt.zero_grad()
        loss.backward()
        opt.step()
    return W.weight.detach(), torch.diag(logvar.detach().exp()), U.weight.detach()
