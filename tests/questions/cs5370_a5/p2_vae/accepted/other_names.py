"""Layers of other names, filled by a load_weights of their own."""

import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(x_dim, h_dim), nn.ReLU())
        self.heads = nn.Linear(h_dim, 2 * z_dim)

    def forward(self, x):
        return self.heads(self.body(x)).chunk(2, dim=-1)

    def load_weights(self, state):
        heads = {
            kind: torch.cat([state[f"fc_mu.{kind}"], state[f"fc_logvar.{kind}"]])
            for kind in ("weight", "bias")
        }
        self.heads.load_state_dict(heads)
        self.body[0].load_state_dict(
            {"weight": state["fc1.weight"], "bias": state["fc1.bias"]}
        )


class Decoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(z_dim, h_dim), nn.ReLU(), nn.Linear(h_dim, x_dim), nn.Sigmoid()
        )

    def forward(self, z):
        return self.net(z)

    def load_weights(self, state):
        self.load_state_dict(
            {
                k.replace("fc1", "net.0").replace("fc2", "net.2"): v
                for k, v in state.items()
            }
        )


def reparameterize(mu, logvar, eps=None):
    if eps is None:
        eps = torch.randn_like(mu)
    std = torch.exp(0.5 * logvar)
    return mu + std * eps


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.inference, self.generator = Encoder(), Decoder()

    def forward(self, x, eps=None):
        mu, logvar = self.inference(x)
        return self.generator(reparameterize(mu, logvar, eps)), mu, logvar

    def load_weights(self, state):
        for prefix, part in (
            ("encoder.", self.inference),
            ("decoder.", self.generator),
        ):
            part.load_weights(
                {k[len(prefix) :]: v for k, v in state.items() if k.startswith(prefix)}
            )


def load_vae(path):
    model = VAE()
    model.load_weights(torch.load(path, weights_only=True))
    return model.eval()


def elbo(x, x_hat, mu, logvar):
    recon = (torch.xlogy(x, x_hat) + torch.xlogy(1 - x, 1 - x_hat)).sum(-1)
    kl = (mu.square() + logvar.exp() - 1 - logvar).sum(-1) / 2
    return recon - kl, recon, kl
