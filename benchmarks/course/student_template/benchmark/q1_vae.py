r"""A variational autoencoder and its bound, in nats.

$$ z = \mu + e^{\mathrm{logvar}/2} \odot \epsilon, \quad
   \mathrm{KL} = \tfrac12 \sum_k (\mu_k^2 + e^{\mathrm{logvar}_k}
   - 1 - \mathrm{logvar}_k) $$

Axes: `b` images, `d` pixels (784), `h` hidden units (128), `k` latents (16).

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014.
    https://arxiv.org/abs/1312.6114
"""

from jaxtyping import Float
from torch import Tensor, nn


class VAE(nn.Module):
    """Two layers each way; the decoder returns logits.

    The layers are `inward`, `mean`, `logvar`, `outward` and `logits`.
    """

    def __init__(self, pixels: int = 784, hidden: int = 128, latents: int = 16) -> None:
        super().__init__()
        raise NotImplementedError("q1: init")

    def encode(
        self, x: Float[Tensor, "b 1 28 28"]
    ) -> tuple[Float[Tensor, "b k"], Float[Tensor, "b k"]]:
        """Return mu and logvar."""
        raise NotImplementedError("q1: encode")

    def decode(self, z: Float[Tensor, "b k"]) -> Float[Tensor, "b d"]:
        """Return the logits of the pixels."""
        raise NotImplementedError("q1: decode")


def reparameterise(
    mu: Float[Tensor, "b k"], logvar: Float[Tensor, "b k"], eps: Float[Tensor, "b k"]
) -> Float[Tensor, "b k"]:
    """Turn noise into a sample of N(mu, exp(logvar))."""
    raise NotImplementedError("q1: reparameterise")


def kl_divergence(
    mu: Float[Tensor, "b k"], logvar: Float[Tensor, "b k"]
) -> Float[Tensor, " b"]:
    """Return KL(N(mu, exp(logvar)) || N(0, I)) of every image."""
    raise NotImplementedError("q1: kl_divergence")


def elbo(
    vae: VAE, x: Float[Tensor, "b 1 28 28"], eps: Float[Tensor, "b k"]
) -> Float[Tensor, ""]:
    """Return the bound on log p(x), averaged over the images."""
    raise NotImplementedError("q1: elbo")
