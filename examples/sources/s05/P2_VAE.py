# Assignment 5, part 2
import torch
import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super(Encoder, self).__init__()
        self.fc1 = nn.Linear(x_dim, h_dim)
        self.fc_mu = nn.Linear(h_dim, z_dim)
        self.fc_logvar = nn.Linear(h_dim, z_dim)
        self.relu = nn.ReLU()

    def forward(self, x):
        h = self.relu(self.fc1(x))
        mu = self.fc_mu(h)
        logvar = self.fc_logvar(h)
        return mu, logvar


class Decoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super(Decoder, self).__init__()
        self.fc1 = nn.Linear(z_dim, h_dim)
        self.fc2 = nn.Linear(h_dim, x_dim)
        self.relu = nn.ReLU()
        self.sigmoid = nn.Sigmoid()

    def forward(self, z):
        h = self.relu(self.fc1(z))
        return self.sigmoid(self.fc2(h))


def reparameterize(mu, logvar, eps=None):
    std = torch.exp(0.5 * logvar)
    if eps is None:
        eps = torch.rand_like(std)  # random noise
    return mu + eps * std


class VAE(nn.Module):
    def __init__(self):
        super(VAE, self).__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, x, eps=None):
        mu, logvar = self.encoder(x)
        z = reparameterize(mu, logvar, eps)
        x_hat = self.decoder(z)
        return x_hat, mu, logvar


def load_vae(path):
    vae = VAE()
    checkpoint = torch.load(path)
    vae.load_state_dict(checkpoint)
    return vae


def elbo(x, x_hat, mu, logvar):
    eps = 1e-12
    recon = x * torch.log(x_hat + eps) + (1 - x) * torch.log(1 - x_hat + eps)
    recon = recon.sum(dim=1)
    kl = (mu ** 2 + logvar.exp() - 1 - logvar).sum(dim=1)
    return recon - kl, recon, kl
