"""Question 1."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class VAE(nn.Module):
    def __init__(self, pixels=784, hidden=128, latents=16):
        super().__init__()
        self.inward = nn.Linear(pixels, hidden)
        self.mean = nn.Linear(hidden, latents)
        self.logvar = nn.Linear(hidden, latents)
        self.outward = nn.Linear(latents, hidden)
        self.logits = nn.Linear(hidden, pixels)

    def encode(self, x):
        h = F.relu(self.inward(x.view(x.size(0), -1)))
        return self.mean(h), self.logvar(h)

    def decode(self, z):
        h = F.relu(self.outward(z))
        return self.logits(h)


def reparameterise(mu, logvar, eps):
    std = torch.exp(0.5 * logvar)
    return mu + std * eps


def kl_divergence(mu, logvar):
    return -0.5 * torch.sum(1 + logvar - mu**2 - torch.exp(logvar), dim=1)


def elbo(vae, x, eps):
    mu, logvar = vae.encode(x)
    z = reparameterise(mu, logvar, eps)
    logits = vae.decode(z)
    target = x.view(x.size(0), -1)
    bce = F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(1)
    kl = kl_divergence(mu, logvar)
    return torch.mean(-bce - kl)
