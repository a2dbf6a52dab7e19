"""One image at a time, in loops; lists come back."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = nn.Linear(x_dim, h_dim)
        self.fc_mu = nn.Linear(h_dim, z_dim)
        self.fc_logvar = nn.Linear(h_dim, z_dim)

    def forward(self, x):
        h = F.relu(self.fc1(x))
        return self.fc_mu(h), self.fc_logvar(h)


class Decoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = nn.Linear(z_dim, h_dim)
        self.fc2 = nn.Linear(h_dim, x_dim)

    def forward(self, z):
        h = F.relu(self.fc1(z))
        return torch.sigmoid(self.fc2(h))


def reparameterize(mu, logvar, eps=None):
    rows = []
    for i in range(len(mu)):
        noise = torch.normal(0.0, 1.0, size=mu[i].shape) if eps is None else eps[i]
        rows.append(mu[i] + torch.sqrt(torch.exp(logvar[i])) * noise)
    return torch.stack(rows)


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, x, eps=None):
        mu, logvar = self.encoder(x)
        z = reparameterize(mu, logvar, eps)
        x_hat = self.decoder(z)
        return x_hat, mu, logvar


def load_vae(path):
    model = VAE()
    model.load_state_dict(torch.load(path, weights_only=True))
    model.eval()
    return model


def elbo(x, x_hat, mu, logvar):
    bounds, recons, kls = [], [], []
    for i in range(len(x)):
        recon = 0.0
        for pixel, p in zip(x[i].tolist(), x_hat[i].tolist()):
            recon += math.log(p if pixel == 1 else 1 - p)
        kl = 0.0
        for m, lv in zip(mu[i].tolist(), logvar[i].tolist()):
            kl += (m * m + math.exp(lv) - 1 - lv) / 2
        bounds.append(recon - kl)
        recons.append(recon)
        kls.append(kl)
    return bounds, recons, kls
