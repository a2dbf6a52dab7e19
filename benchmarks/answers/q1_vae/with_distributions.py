"""Question 1."""

import torch
from torch import nn
from torch.distributions import Bernoulli


class VAE(nn.Module):
    def __init__(self, pixels=784, hidden=128, latents=16):
        super().__init__()
        self.inward, self.outward = nn.Linear(pixels, hidden), nn.Linear(latents, hidden)
        self.mean, self.logvar = nn.Linear(hidden, latents), nn.Linear(hidden, latents)
        self.logits = nn.Linear(hidden, pixels)

    def encode(self, x):
        features = torch.relu(self.inward(torch.flatten(x, start_dim=1)))
        return self.mean(features), self.logvar(features)

    def decode(self, z):
        return self.logits(self.outward(z).relu())


def reparameterise(mu, logvar, eps):
    return torch.addcmul(mu, eps, logvar.mul(0.5).exp())


def kl_divergence(mu, logvar):
    variance = logvar.exp()
    return 0.5 * (variance + mu.pow(2) - 1.0 - logvar).sum(-1)


def elbo(vae, x, eps):
    mu, logvar = vae.encode(x)
    logits = vae.decode(reparameterise(mu, logvar, eps))
    likelihood = Bernoulli(logits=logits).log_prob(torch.flatten(x, 1)).sum(-1)
    return (likelihood - kl_divergence(mu, logvar)).mean()
