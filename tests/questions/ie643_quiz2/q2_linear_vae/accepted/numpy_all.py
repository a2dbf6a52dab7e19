"""Everything in numpy; training by the formula of probabilistic PCA."""

import numpy as np


def recon_term(x, W, Sigma, U, eta_d):
    x, W, Sigma, U = (np.asarray(a) for a in (x, W, Sigma, U))
    error = x - x @ (U @ W).T
    spread = np.trace(U @ Sigma @ U.T)
    constant = -x.shape[1] / 2 * np.log(2 * np.pi * eta_d**2)
    return constant - (np.sum(error**2, axis=1) + spread) / (2 * eta_d**2)


def kl_term(x, W, Sigma, eta_e):
    x, W, Sigma = (np.asarray(a) for a in (x, W, Sigma))
    _, logdet = np.linalg.slogdet(Sigma)
    k = len(Sigma)
    mean = x @ W.T
    return 0.5 * (
        2 * k * np.log(eta_e)
        - logdet
        - k
        + (np.trace(Sigma) + np.sum(mean**2, axis=1)) / eta_e**2
    )


def elbo(x, W, Sigma, U, eta_d, eta_e):
    return recon_term(x, W, Sigma, U, eta_d) - kl_term(x, W, Sigma, eta_e)


def train_vae(X, dz, eta_d, eta_e, seed=0):
    X = np.asarray(X, dtype=np.float64)
    _, s, Vt = np.linalg.svd(X, full_matrices=False)
    lam = s[:dz] ** 2 / len(X)
    U = Vt[:dz].T * np.sqrt(np.maximum(lam - eta_d**2, 0)) / eta_e
    Sigma = np.linalg.inv(U.T @ U / eta_d**2 + np.eye(dz) / eta_e**2)
    return Sigma @ U.T / eta_d**2, Sigma, U
