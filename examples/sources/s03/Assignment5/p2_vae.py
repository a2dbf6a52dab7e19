"""VAE, with torch.distributions wherever possible."""
import torch
from torch import nn
from torch.distributions import Bernoulli, Normal, kl_divergence


def posterior(mu, logvar):
    return Normal(mu, (logvar / 2).exp())


class Encoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = nn.Linear(x_dim, h_dim)
        self.fc_mu = nn.Linear(h_dim, z_dim)
        self.fc_logvar = nn.Linear(h_dim, z_dim)

    def forward(self, x):
        hidden = self.fc1(x).relu()
        return self.fc_mu(hidden), self.fc_logvar(hidden)


class Decoder(nn.Sequential):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.add_module("fc1", nn.Linear(z_dim, h_dim))
        self.add_module("act", nn.ReLU())
        self.add_module("fc2", nn.Linear(h_dim, x_dim))
        self.add_module("prob", nn.Sigmoid())


def reparameterize(mu, logvar, eps=None):
    if eps is None:
        return posterior(mu, logvar).rsample()
    return torch.addcmul(mu, posterior(mu, logvar).stddev, eps)


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, x, eps=None):
        mu, logvar = self.encoder(x)
        z = reparameterize(mu, logvar, eps)
        return self.decoder(z), mu, logvar


def load_vae(path):
    vae = VAE().eval()
    vae.load_state_dict(torch.load(path, weights_only=True))
    return vae


def elbo(x, x_hat, mu, logvar):
    recon = Bernoulli(probs=x_hat, validate_args=False).log_prob(x).sum(-1)
    prior = Normal(torch.zeros_like(mu), torch.ones_like(mu))
    kl = kl_divergence(posterior(mu, logvar), prior).sum(-1)
    return recon - kl, recon, kl
