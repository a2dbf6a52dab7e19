r"""A variational autoencoder and its bound, in nats.

$$ z = \mu + e^{\mathrm{logvar}/2} \odot \epsilon, \quad
   \mathrm{KL} = \tfrac12 \sum_k (\mu_k^2 + e^{\mathrm{logvar}_k}
   - 1 - \mathrm{logvar}_k) $$

Axes: `b` images, `d` pixels (784), `h` hidden units (128), `k` latents (16).

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014.
    https://arxiv.org/abs/1312.6114
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional


class VAE(nn.Module):
    """Two layers each way; the decoder returns logits."""

    def __init__(self, pixels: int = 784, hidden: int = 128, latents: int = 16) -> None:
        super().__init__()
        self.inward = nn.Linear(pixels, hidden)
        self.mean = nn.Linear(hidden, latents)
        self.logvar = nn.Linear(hidden, latents)
        self.outward = nn.Linear(latents, hidden)
        self.logits = nn.Linear(hidden, pixels)

    def encode(
        self, x: Float[Tensor, "b 1 28 28"]
    ) -> tuple[Float[Tensor, "b k"], Float[Tensor, "b k"]]:
        """Return mu and logvar."""
        hidden = torch.relu(self.inward(x.flatten(1)))  # (b, h)
        return self.mean(hidden), self.logvar(hidden)

    def decode(self, z: Float[Tensor, "b k"]) -> Float[Tensor, "b d"]:
        """Return the logits of the pixels."""
        return self.logits(torch.relu(self.outward(z)))


def reparameterise(
    mu: Float[Tensor, "b k"], logvar: Float[Tensor, "b k"], eps: Float[Tensor, "b k"]
) -> Float[Tensor, "b k"]:
    """Turn noise into a sample of N(mu, exp(logvar))."""
    return mu + torch.exp(logvar / 2) * eps


def kl_divergence(
    mu: Float[Tensor, "b k"], logvar: Float[Tensor, "b k"]
) -> Float[Tensor, " b"]:
    """Return KL(N(mu, exp(logvar)) || N(0, I)) of every image."""
    return (mu.square() + torch.expm1(logvar) - logvar).sum(dim=-1) / 2


def elbo(
    vae: VAE, x: Float[Tensor, "b 1 28 28"], eps: Float[Tensor, "b k"]
) -> Float[Tensor, ""]:
    """Return the bound on log p(x), averaged over the images."""
    mu, logvar = vae.encode(x)
    logits = vae.decode(reparameterise(mu, logvar, eps))  # (b, d)
    loss = functional.binary_cross_entropy_with_logits(
        logits, x.flatten(1), reduction="none"
    )
    return (-loss.sum(dim=-1) - kl_divergence(mu, logvar)).mean()
