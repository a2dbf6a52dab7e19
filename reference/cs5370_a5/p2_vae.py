r"""The variational autoencoder and its lower bound, in nats.

$$ q(z \mid x) = \mathcal{N}(\mu(x), \mathrm{diag}(e^{\mathrm{logvar}(x)})), \quad
   p(z) = \mathcal{N}(0, I), \quad p(x \mid z) = \prod_d \mathrm{Ber}(x_d; \hat x_d) $$

$$ z = \mu + e^{\mathrm{logvar}/2} \odot \epsilon, \quad
   \epsilon \sim \mathcal{N}(0, I) $$

$$ \log p(x) \ge \mathrm{ELBO}
   = \mathbb{E}_{q(z \mid x)}[\log p(x \mid z)] - \mathrm{KL}(q(z \mid x) \| p(z)) $$

$$ \log p(x \mid z) = \sum_d x_d \log \hat x_d + (1 - x_d) \log(1 - \hat x_d), \quad
   \mathrm{KL} = \tfrac12 \sum_k (\mu_k^2 + e^{\mathrm{logvar}_k}
   - 1 - \mathrm{logvar}_k) $$

The expectation is estimated from the one z that was drawn.

Axes: `b` images, `d` pixels (64), `k` latent variables (8).

Where the original assignment slips: it averages the two terms over pixels and
images and reports exp(-loss) as the probability. An average of logarithms is
not the logarithm of the product, so the number bounds nothing. Here the terms
are sums, and the images are binary, so that p(x | z) is a probability.

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014: the bound,
    section 2.2, equation (3); the reparameterization, section 2.4; the KL term,
    appendix B; the Bernoulli decoder, appendix C.1, equation (11).
    https://arxiv.org/abs/1312.6114
"""

from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional


class Encoder(nn.Module):
    """q(z | x): from images to the mean and log-variance of their codes."""

    def __init__(self, x_dim: int = 64, h_dim: int = 128, z_dim: int = 8) -> None:
        super().__init__()
        self.fc1 = nn.Linear(x_dim, h_dim)
        self.fc_mu = nn.Linear(h_dim, z_dim)
        self.fc_logvar = nn.Linear(h_dim, z_dim)

    def forward(
        self, x: Float[Tensor, "b d"]
    ) -> tuple[Float[Tensor, "b k"], Float[Tensor, "b k"]]:
        """Return mu and logvar.

        Numerics:
            A network may put out any number, a variance may not. The logarithm
            makes every output a valid variance.
        """
        hidden = torch.relu(self.fc1(x))  # (b, 128)
        return self.fc_mu(hidden), self.fc_logvar(hidden)  # (b, k), (b, k)


class Decoder(nn.Module):
    """p(x | z): from codes to the probability that each pixel is on."""

    def __init__(self, x_dim: int = 64, h_dim: int = 128, z_dim: int = 8) -> None:
        super().__init__()
        self.fc1 = nn.Linear(z_dim, h_dim)
        self.fc2 = nn.Linear(h_dim, x_dim)

    def forward(self, z: Float[Tensor, "b k"]) -> Float[Tensor, "b d"]:
        """Return the Bernoulli means, between 0 and 1."""
        hidden = torch.relu(self.fc1(z))  # (b, 128)
        return torch.sigmoid(self.fc2(hidden))  # (b, d)


def reparameterize(
    mu: Float[Tensor, "b k"],
    logvar: Float[Tensor, "b k"],
    eps: Float[Tensor, "b k"] | None = None,
) -> Float[Tensor, "b k"]:
    """Draw z from N(mu, exp(logvar)) so that gradients reach mu and logvar.

    Args:
        mu: the means.
        logvar: the logarithms of the variances.
        eps: the noise; None draws it from N(0, I).
    """
    if eps is None:
        eps = torch.randn_like(mu)
    # exp(logvar) is the variance; the noise is scaled by its square root.
    return mu + torch.exp(logvar / 2) * eps


class VAE(nn.Module):
    """Encoder, noise and decoder, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(
        self, x: Float[Tensor, "b d"], eps: Float[Tensor, "b k"] | None = None
    ) -> tuple[Float[Tensor, "b d"], Float[Tensor, "b k"], Float[Tensor, "b k"]]:
        """Reconstruct images from one sample of their codes.

        Args:
            x: binary images.
            eps: the noise of the sample; None draws it from N(0, I).

        Returns:
            x_hat, mu and logvar.
        """
        mu, logvar = self.encoder(x)  # (b, k), (b, k)
        z = reparameterize(mu, logvar, eps)  # (b, k)
        return self.decoder(z), mu, logvar  # (b, d), (b, k), (b, k)


def load_vae(path: str | Path) -> VAE:
    """Return a VAE with the weights of a file, in eval mode.

    Raises:
        OSError: the file cannot be read.
        RuntimeError: its names or shapes are not those of `VAE`.
    """
    vae = VAE()
    vae.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return vae.eval()


def elbo(
    x: Float[Tensor, "b d"],
    x_hat: Float[Tensor, "b d"],
    mu: Float[Tensor, "b k"],
    logvar: Float[Tensor, "b k"],
) -> tuple[Float[Tensor, " b"], Float[Tensor, " b"], Float[Tensor, " b"]]:
    """Bound log p(x) from below, image by image, in nats.

    Args:
        x: binary images.
        x_hat: the probability that each pixel is on, given the code.
        mu: the means of q(z | x).
        logvar: the logarithms of its variances.

    Returns:
        The bound, log p(x | z) and the KL term, so that bound = second - third.

    Numerics:
        A pixel that is predicted with certainty and is right adds 0 log 0 = 0,
        where `x * torch.log(x_hat)` gives NaN. `binary_cross_entropy` holds each
        logarithm above -100, so that a pixel predicted with certainty and wrong
        keeps the bound finite, and the gradient too, which `torch.xlogy` does
        not: training with it ends in NaN.
        `expm1` keeps the digits that exp(logvar) - 1 loses near logvar = 0.
    """
    # The cross-entropy of a Bernoulli distribution is its negative log-likelihood.
    loss = functional.binary_cross_entropy(x_hat, x, reduction="none")  # (b, d)
    recon = -loss.sum(dim=-1)  # (b,)
    kl = (mu.square() + torch.expm1(logvar) - logvar).sum(dim=-1) / 2  # (b,)
    return recon - kl, recon, kl
