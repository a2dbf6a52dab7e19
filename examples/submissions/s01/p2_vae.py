"""Programming 2: a variational autoencoder and its lower bound."""

from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F


class Encoder(nn.Module):
    """q(z | x)."""

    def __init__(self, x_dim: int = 64, h_dim: int = 128, z_dim: int = 8) -> None:
        super().__init__()
        self.fc1 = nn.Linear(x_dim, h_dim)
        self.fc_mu = nn.Linear(h_dim, z_dim)
        self.fc_logvar = nn.Linear(h_dim, z_dim)

    def forward(
        self, x: Float[Tensor, "b d"]
    ) -> tuple[Float[Tensor, "b k"], Float[Tensor, "b k"]]:
        """Return mu and logvar, the logarithm of the variance, in this order."""
        a = F.relu(self.fc1(x))
        return self.fc_mu(a), self.fc_logvar(a)


class Decoder(nn.Module):
    """p(x | z)."""

    def __init__(self, x_dim: int = 64, h_dim: int = 128, z_dim: int = 8) -> None:
        super().__init__()
        self.fc1 = nn.Linear(z_dim, h_dim)
        self.fc2 = nn.Linear(h_dim, x_dim)

    def forward(self, z: Float[Tensor, "b k"]) -> Float[Tensor, "b d"]:
        """Return the Bernoulli means, between 0 and 1."""
        return torch.sigmoid(self.fc2(F.relu(self.fc1(z))))


def reparameterize(
    mu: Float[Tensor, "b k"],
    logvar: Float[Tensor, "b k"],
    eps: Float[Tensor, "b k"] | None = None,
) -> Float[Tensor, "b k"]:
    """Draw z from q(z | x) so that gradients reach mu and logvar."""
    sigma = torch.exp(0.5 * logvar)
    noise = torch.randn_like(sigma) if eps is None else eps
    return mu + sigma * noise


class VAE(nn.Module):
    """Encoder, noise and decoder, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(
        self, x: Float[Tensor, "b d"], eps: Float[Tensor, "b k"] | None = None
    ) -> tuple[Float[Tensor, "b d"], Float[Tensor, "b k"], Float[Tensor, "b k"]]:
        """Reconstruct images from one sample of their codes."""
        mu, logvar = self.encoder(x)
        x_hat = self.decoder(reparameterize(mu, logvar, eps))
        return x_hat, mu, logvar


def load_vae(path: str | Path) -> VAE:
    """Return a VAE with the weights of a file, in eval mode."""
    state = torch.load(path, weights_only=True)
    model = VAE()
    model.load_state_dict(state)
    model.eval()
    return model


def elbo(
    x: Float[Tensor, "b d"],
    x_hat: Float[Tensor, "b d"],
    mu: Float[Tensor, "b k"],
    logvar: Float[Tensor, "b k"],
) -> tuple[Float[Tensor, " b"], Float[Tensor, " b"], Float[Tensor, " b"]]:
    """Bound log p(x) from below, image by image, in nats."""
    # binary_cross_entropy takes care of 0 * log(0)
    recon = -F.binary_cross_entropy(x_hat, x, reduction="none").sum(dim=1)
    kl = 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum(dim=1)
    return recon - kl, recon, kl
