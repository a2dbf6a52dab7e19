"""The decoder returns probabilities: logits were asked for, and the sigmoid comes
later, once.

Loses: decoder_logits
"""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        side = image_size // 4
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, 64, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(64 * side * side, 2 * z_dim),
        )

    def forward(self, x):
        mean, log_std = torch.chunk(self.net(x), 2, dim=1)
        return mean, log_std


class Decoder(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.side = image_size // 4
        self.linear = nn.Sequential(
            nn.Linear(z_dim, 32 * self.side * self.side),
            nn.ReLU(),
        )
        self.net = nn.Sequential(
            nn.ConvTranspose2d(32, 64, 3, stride=2, padding=1, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(32, 1, 3, stride=1, padding=1),
            nn.Sigmoid(),
        )

    def forward(self, z):
        h = self.linear(z).reshape(-1, 32, self.side, self.side)
        return self.net(h)


def bits_per_dim(nll, image_shape):
    return nll * np.log2(np.e) / np.prod(image_shape)


class VAE(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.z_dim = z_dim
        self.encoder = Encoder(image_size, z_dim)
        self.decoder = Decoder(image_size, z_dim)

    def forward(self, x, eps=None):
        mean, log_std = self.encoder(x)
        if eps is None:
            eps = torch.randn_like(mean)
        z = mean + log_std.exp() * eps
        out = self.decoder(z)
        rec = F.binary_cross_entropy(out, x, reduction="none")
        rec = rec.sum(dim=(1, 2, 3)).mean()
        kl = 0.5 * ((2 * log_std).exp() + mean**2 - 1 - 2 * log_std)
        reg = kl.sum(dim=1).mean()
        return rec, reg, bits_per_dim(rec + reg, x.shape[1:])

    @torch.no_grad()
    def sample(self, n, generator=None):
        z = torch.randn(n, self.z_dim, generator=generator)
        means = self.decoder(z)
        x = (torch.rand(means.shape, generator=generator) < means).float()
        return x, means
