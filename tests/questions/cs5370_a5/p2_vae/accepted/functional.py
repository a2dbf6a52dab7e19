"""Parameters held in plain parameter lists and used through matrix products."""

import torch
from torch import nn


class Affine(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_out, n_in) / n_in**0.5)
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return torch.einsum("...i,oi->...o", x, self.weight) + self.bias


class Encoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = Affine(x_dim, h_dim)
        self.fc_mu = Affine(h_dim, z_dim)
        self.fc_logvar = Affine(h_dim, z_dim)

    def forward(self, x):
        h = self.fc1(x).clamp(min=0)
        return [self.fc_mu(h), self.fc_logvar(h)]


class Decoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = Affine(z_dim, h_dim)
        self.fc2 = Affine(h_dim, x_dim)

    def forward(self, z):
        a = self.fc2(self.fc1(z).clamp(min=0))
        return 0.5 * (1 + torch.tanh(a / 2))


def reparameterize(mu, logvar, eps=None):
    eps = torch.empty_like(mu).normal_() if eps is None else eps
    return torch.addcmul(mu, torch.exp(logvar) ** 0.5, eps)


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, x, eps=None):
        mu, logvar = self.encoder(x)
        return [self.decoder(reparameterize(mu, logvar, eps)), mu, logvar]


def load_vae(path):
    vae = VAE()
    state = torch.load(str(path), weights_only=True)
    with torch.no_grad():
        for name, parameter in vae.named_parameters():
            parameter.copy_(state[name])
    return vae.train(False)


def elbo(x, x_hat, mu, logvar):
    right = torch.where(x > 0.5, x_hat, 1 - x_hat)  # how likely what was seen is
    recon = right.log().sum(-1)
    kl = 0.5 * ((mu * mu).sum(-1) + torch.expm1(logvar).sum(-1) - logvar.sum(-1))
    return recon - kl, recon, kl
