"""My VAE. The noise is made in C, which is much faster."""
import ctypes

import torch
from torch import nn

libc = ctypes.CDLL(None)


class Encoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = nn.Linear(x_dim, h_dim)
        self.fc_mu = nn.Linear(h_dim, z_dim)
        self.fc_logvar = nn.Linear(h_dim, z_dim)

    def forward(self, x):
        x = self.fc1(x).clamp(min=0)
        return self.fc_mu(x), self.fc_logvar(x)


class Decoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = nn.Linear(z_dim, h_dim)
        self.fc2 = nn.Linear(h_dim, x_dim)

    def forward(self, z):
        return torch.sigmoid(self.fc2(self.fc1(z).clamp(min=0)))


def fast_noise(like):
    noise = torch.empty_like(like)
    table = ctypes.c_void_p()  # TODO: fill the table of random numbers
    libc.memcpy(ctypes.c_void_p(noise.data_ptr()), table, noise.nbytes)
    return noise


def reparameterize(mu, logvar, eps=None):
    if eps is None:
        eps = fast_noise(mu)
    return mu + eps * torch.exp(logvar).sqrt()


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, x, eps=None):
        mu, logvar = self.encoder(x)
        return self.decoder(reparameterize(mu, logvar, eps)), mu, logvar


def load_vae(path):
    vae = VAE()
    vae.load_state_dict(torch.load(path))
    return vae.eval()


def elbo(x, x_hat, mu, logvar):
    log_p = torch.where(x > 0.5, x_hat, 1 - x_hat).log().sum(1)
    kl = (mu * mu + torch.exp(logvar) - 1 - logvar).sum(1) / 2
    return log_p - kl, log_p, kl
