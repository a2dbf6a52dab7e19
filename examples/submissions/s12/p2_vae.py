import torch
from torch import nn


def mlp(n_in, n_out):
    return nn.Linear(n_in, 128), nn.Linear(128, n_out)


class Encoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1, self.fc_mu = mlp(x_dim, z_dim)
        self.fc_logvar = nn.Linear(h_dim, z_dim)

    def forward(self, x):
        h = torch.relu(self.fc1(x))
        return [self.fc_mu(h), self.fc_logvar(h)]


class Decoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1, self.fc2 = mlp(z_dim, x_dim)

    def forward(self, z):
        # the given loss wants logits
        return self.fc2(torch.relu(self.fc1(z)))


def reparameterize(mu, logvar, eps=None):
    if eps is None:
        eps = torch.randn_like(mu)
    return torch.exp(logvar / 2) * eps + mu


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
