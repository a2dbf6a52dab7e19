"""Two linear layers at the end of the encoder, a plain convolution at that of the
decoder."""

import math

import torch
from torch import nn
from torch.distributions import Bernoulli, Normal, kl_divergence


class Encoder(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        n = 64 * (image_size // 4) ** 2
        self.first = nn.Conv2d(1, 32, (3, 3), (2, 2), (1, 1))
        self.second = nn.Conv2d(32, 64, (3, 3), (2, 2), (1, 1))
        self.mean = nn.Linear(n, z_dim)
        self.log_std = nn.Linear(n, z_dim)

    def forward(self, x):
        h = self.second(self.first(x).relu()).relu().flatten(1)
        return [self.mean(h), self.log_std(h)]


class Decoder(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.shape = (32, image_size // 4, image_size // 4)
        self.dense = nn.Linear(z_dim, math.prod(self.shape))
        self.up1 = nn.ConvTranspose2d(32, 64, 3, 2, 1, 1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, 2, 1, 1)
        self.out = nn.Conv2d(32, 1, 3, padding="same")

    def forward(self, z):
        h = self.dense(z).relu().view(-1, *self.shape)
        return self.out(self.up2(self.up1(h).relu()).relu())


def bits_per_dim(nll, image_shape):
    dims = 1
    for size in image_shape:
        dims *= size
    return nll / dims / math.log(2)


class VAE(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.encoder, self.decoder = (
            Encoder(image_size, z_dim),
            Decoder(image_size, z_dim),
        )
        self.z_dim = z_dim

    def forward(self, x, eps=None):
        q = Normal(*self._q(x))
        eps = torch.randn_like(q.mean) if eps is None else eps
        logits = self.decoder(q.mean + q.stddev * eps)
        rec = -Bernoulli(logits=logits).log_prob(x).flatten(1).sum(1).mean()
        reg = kl_divergence(q, Normal(0.0, 1.0)).sum(1).mean()
        return [rec, reg, bits_per_dim(rec + reg, tuple(x.shape[1:]))]

    def _q(self, x):
        mean, log_std = self.encoder(x)
        return mean, log_std.exp()

    def sample(self, n, generator=None):
        with torch.no_grad():
            z = torch.randn((n, self.z_dim), generator=generator)
            p = self.decoder(z).sigmoid()
            return [torch.bernoulli(p, generator=generator), p]
