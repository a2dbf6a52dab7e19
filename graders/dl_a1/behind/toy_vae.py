"""Loaded on the student's side: a small VAE to train, and a decoder to draw with.

Perceptrons, and losses from torch.distributions: nothing that a question asks for.
"""

import math

import torch
from torch import distributions, nn

PIXELS = 64
BITS = math.log2(math.e)


class Decoder(nn.Module):
    """From codes (n, z_dim) to logits (n, 1, 8, 8)."""

    def __init__(self, z_dim, hidden=256):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(z_dim, hidden), nn.Tanh(), nn.Linear(hidden, PIXELS)
        )

    def forward(self, z):
        """Return the logits."""
        return self.layers(z).view(-1, 1, 8, 8)


class VAE(nn.Module):
    """Returns both losses, means over the batch in nats, and their bits a pixel."""

    def __init__(self, z_dim=20, hidden=256):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Flatten(),
            nn.Linear(PIXELS, hidden),
            nn.Tanh(),
            nn.Linear(hidden, 2 * z_dim),
        )
        self.decoder = Decoder(z_dim, hidden)
        self.z_dim = z_dim

    def forward(self, x, eps=None):
        """Return the losses of a batch (n, 1, 8, 8)."""
        mean, raw = self.encoder(x).chunk(2, dim=-1)
        scale = nn.functional.softplus(raw)
        if eps is None:
            eps = torch.randn_like(mean)
        unchecked = {"validate_args": False}
        codes = distributions.AffineTransform(mean, scale)(eps)
        logits = self.decoder(codes)
        pixels = distributions.Bernoulli(logits=logits, **unchecked)
        prior = distributions.Normal(torch.zeros_like(mean), 1.0, **unchecked)
        q = distributions.Normal(mean, scale, **unchecked)
        l_rec = -pixels.log_prob(x).sum() / len(x)
        l_reg = distributions.kl_divergence(q, prior).sum() / len(x)
        return l_rec, l_reg, (l_rec + l_reg) * BITS / PIXELS
