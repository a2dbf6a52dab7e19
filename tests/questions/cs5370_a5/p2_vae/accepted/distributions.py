"""Everything that torch.distributions knows is left to it."""

import torch
from torch import nn
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence


class Encoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = nn.Linear(x_dim, h_dim)
        self.fc_mu = nn.Linear(h_dim, z_dim)
        self.fc_logvar = nn.Linear(h_dim, z_dim)

    def forward(self, x):
        h = torch.relu(self.fc1(x))
        return self.fc_mu(h), self.fc_logvar(h)


class Decoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = nn.Linear(z_dim, h_dim)
        self.fc2 = nn.Linear(h_dim, x_dim)

    def forward(self, z):
        h = torch.relu(self.fc1(z))
        return torch.sigmoid(self.fc2(h))


def reparameterize(mu, logvar, eps=None):
    q = Normal(mu, (logvar / 2).exp())
    if eps is None:
        return q.rsample()
    return q.loc + q.scale * eps


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
    q = Independent(Normal(mu, torch.exp(logvar / 2)), 1)
    p = Independent(Normal(torch.zeros_like(mu), torch.ones_like(mu)), 1)
    recon = Independent(Bernoulli(probs=x_hat), 1).log_prob(x)
    kl = kl_divergence(q, p)
    return recon - kl, recon, kl
