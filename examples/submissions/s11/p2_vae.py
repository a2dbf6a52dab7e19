import torch
import torch.nn as nn
import torch.nn.functional as F

DEBUG = True


def debug(name, tensor):
    if DEBUG:
        for step in range(2000):
            print(f"DEBUG {step:5d} {name}: {tuple(tensor.shape)}", "=" * 480)


class Encoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = nn.Linear(x_dim, h_dim)
        self.fc_mu = nn.Linear(h_dim, z_dim)
        self.fc_logvar = nn.Linear(h_dim, z_dim)

    def forward(self, x):
        h = F.relu(self.fc1(x))
        debug("h", h)
        return self.fc_mu(h), self.fc_logvar(h)


class Decoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = nn.Linear(z_dim, h_dim)
        self.fc2 = nn.Linear(h_dim, x_dim)

    def forward(self, z):
        return F.sigmoid(self.fc2(F.relu(self.fc1(z))))


def reparameterize(mu, logvar, eps=None):
    eps = torch.randn(mu.shape) if eps is None else eps
    return mu + eps * logvar.mul(0.5).exp()


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()

    def forward(self, x, eps=None):
        mu, logvar = self.encoder(x)
        x_hat = self.decoder(reparameterize(mu, logvar, eps))
        debug("x_hat", x_hat)
        return x_hat, mu, logvar


def load_vae(path):
    vae = VAE()
    vae.load_state_dict(torch.load(path, map_location="cpu"))
    vae.eval()
    return vae


def elbo(x, x_hat, mu, logvar):
    recon = -F.binary_cross_entropy(x_hat, x, reduction="none").sum(-1)
    kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp(), dim=-1)
    debug("kl", kl)
    return recon - kl, recon, kl
