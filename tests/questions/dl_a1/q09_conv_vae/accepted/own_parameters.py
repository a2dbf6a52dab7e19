"""Parameters of its own and the functional interface; no generator used in sample."""

import math

import torch
import torch.nn.functional as F
from torch import nn


def weights(*shape):
    return nn.Parameter(torch.randn(*shape) / math.sqrt(math.prod(shape[1:])))


class Encoder(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.w1, self.b1 = weights(32, 1, 3, 3), nn.Parameter(torch.zeros(32))
        self.w2, self.b2 = weights(64, 32, 3, 3), nn.Parameter(torch.zeros(64))
        features = 4 * image_size * image_size
        self.w3 = weights(2 * z_dim, features)
        self.b3 = nn.Parameter(torch.zeros(2 * z_dim))
        self.z_dim = z_dim

    def forward(self, x):
        h = F.conv2d(x, self.w1, self.b1, stride=2, padding=1).clamp(min=0)
        h = F.conv2d(h, self.w2, self.b2, stride=2, padding=1).clamp(min=0)
        h = h.reshape(x.shape[0], -1) @ self.w3.T + self.b3
        return h[:, : self.z_dim], h[:, self.z_dim :]


class Decoder(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.s = image_size // 4
        self.w1 = weights(32 * self.s**2, z_dim)
        self.b1 = nn.Parameter(torch.zeros(32 * self.s**2))
        self.w2, self.b2 = weights(32, 64, 3, 3), nn.Parameter(torch.zeros(64))
        self.w3, self.b3 = weights(64, 32, 3, 3), nn.Parameter(torch.zeros(32))
        self.w4, self.b4 = weights(32, 1, 3, 3), nn.Parameter(torch.zeros(1))

    def forward(self, z):
        h = F.relu(F.linear(z, self.w1, self.b1))
        h = h.unflatten(1, (32, self.s, self.s))
        h = F.relu(F.conv_transpose2d(h, self.w2, self.b2, 2, 1, 1))
        h = F.relu(F.conv_transpose2d(h, self.w3, self.b3, 2, 1, 1))
        return F.conv_transpose2d(h, self.w4, self.b4, 1, 1)


def bits_per_dim(nll, image_shape):
    nll = torch.as_tensor(nll, dtype=torch.float64)
    return nll / torch.tensor(image_shape).prod() * 1.4426950408889634


class VAE(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.z_dim = z_dim
        self.encoder = Encoder(image_size, z_dim)
        self.decoder = Decoder(image_size, z_dim)

    def forward(self, x, eps=None):
        mu, s = self.encoder(x)
        z = mu + torch.exp(s) * (torch.randn(mu.shape) if eps is None else eps)
        a = self.decoder(z)
        rec = (F.softplus(a) - a * x).sum() / x.shape[0]
        reg = (torch.expm1(2 * s) / 2 + mu.square() / 2 - s).sum() / x.shape[0]
        return rec, reg, bits_per_dim(rec + reg, x[0].shape)

    def sample(self, n, generator=None):
        p = torch.sigmoid(self.decoder(torch.randn(n, self.z_dim))).detach()
        return torch.bernoulli(p), p
