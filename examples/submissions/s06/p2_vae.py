r"""Programming 2: a variational autoencoder and its lower bound (13 marks).

The model is

$$ q(z \mid x) = \mathcal{N}(\mu(x), \mathrm{diag}(e^{\mathrm{logvar}(x)})), \quad
   p(z) = \mathcal{N}(0, I), \quad p(x \mid z) = \prod_d \mathrm{Ber}(x_d; \hat x_d) $$

and the task is to load given weights, reconstruct images and bound their
probability:

$$ \log p(x) \ge \mathbb{E}_{q(z \mid x)}[\log p(x \mid z)]
   - \mathrm{KL}(q(z \mid x) \| p(z)) $$

estimated from one sample of z, for each image, in nats.

Axes: `b` images, `d` pixels (64), `k` latent variables (8). The pixels of an
image are 0 or 1. Inputs are float32; some hidden cases of the functions (not of
the networks) are float64. Return tensors, arrays or lists, of any float type.

Weights: `data/vae_digits.pt` is the state dict of a trained VAE, to be read with
`torch.load(path, weights_only=True)`; `data/test_images.npy` holds 297 images
that it has not seen. The names in the file are

    encoder.fc1  encoder.fc_mu  encoder.fc_logvar  decoder.fc1  decoder.fc2

each with `.weight` and `.bias`. Name your layers alike and all is well. Other
names are welcome too: then give each of your three classes a method
`load_weights(self, state)` that copies the tensors to where you keep them. Its
argument is a dict with the file's names; for the encoder and the decoder alone
they come without the part before the first dot (`fc1.weight`).
"""

from pathlib import Path

from jaxtyping import Float
from torch import Tensor, nn


class Encoder(nn.Module):
    """q(z | x): a hidden layer of 128 with ReLU, then one linear layer each for two.

    The layers are `fc1`, `fc_mu` and `fc_logvar`.
    """

    def __init__(self, x_dim: int = 64, h_dim: int = 128, z_dim: int = 8) -> None:
        super().__init__()
        raise NotImplementedError("p2 a: make the encoder's layers")

    def forward(
        self, x: Float[Tensor, "b d"]
    ) -> tuple[Float[Tensor, "b k"], Float[Tensor, "b k"]]:
        """Return mu and logvar, the logarithm of the variance, in this order."""
        raise NotImplementedError("p2 a: from images to mu and logvar")


class Decoder(nn.Module):
    """p(x | z): a hidden layer of 128 with ReLU, then one with a sigmoid.

    The layers are `fc1` and `fc2`.
    """

    def __init__(self, x_dim: int = 64, h_dim: int = 128, z_dim: int = 8) -> None:
        super().__init__()
        raise NotImplementedError("p2 a: make the decoder's layers")

    def forward(self, z: Float[Tensor, "b k"]) -> Float[Tensor, "b d"]:
        """Return the Bernoulli means, between 0 and 1."""
        raise NotImplementedError("p2 a: from codes to the means of the pixels")


def reparameterize(
    mu: Float[Tensor, "b k"],
    logvar: Float[Tensor, "b k"],
    eps: Float[Tensor, "b k"] | None = None,
) -> Float[Tensor, "b k"]:
    """Draw z from q(z | x) so that gradients reach mu and logvar.

    Args:
        mu: the means.
        logvar: the logarithms of the variances.
        eps: the noise to use; None draws it from N(0, I).
    """
    raise NotImplementedError("p2 b: shift and scale the noise")


class VAE(nn.Module):
    """Encoder, noise and decoder, one after the other.

    The parts are `encoder` and `decoder`.
    """

    def __init__(self) -> None:
        super().__init__()
        raise NotImplementedError("p2 a: put the parts together")

    def forward(
        self, x: Float[Tensor, "b d"], eps: Float[Tensor, "b k"] | None = None
    ) -> tuple[Float[Tensor, "b d"], Float[Tensor, "b k"], Float[Tensor, "b k"]]:
        """Reconstruct images from one sample of their codes.

        Args:
            x: binary images.
            eps: the noise of the sample; None draws it from N(0, I).

        Returns:
            x_hat, mu and logvar, in this order.
        """
        raise NotImplementedError("p2 b: from images to their reconstructions")


def load_vae(path: str | Path) -> VAE:
    """Return a VAE with the weights of a file, in eval mode."""
    raise NotImplementedError("p2 a: read the file and fill a VAE with it")


def elbo(
    x: Float[Tensor, "b d"],
    x_hat: Float[Tensor, "b d"],
    mu: Float[Tensor, "b k"],
    logvar: Float[Tensor, "b k"],
) -> tuple[Float[Tensor, " b"], Float[Tensor, " b"], Float[Tensor, " b"]]:
    """Bound log p(x) from below, image by image, in nats.

    A pixel may be predicted with certainty (x_hat exactly 0 or 1): where the
    prediction is right, the bound stays finite.

    Args:
        x: binary images.
        x_hat: the probability that each pixel is on, given the code.
        mu: the means of q(z | x).
        logvar: the logarithms of its variances.

    Returns:
        Three values for every image, in this order: the bound, log p(x | z)
        summed over the pixels, and the KL term.
    """
    raise NotImplementedError("p2 c: the bound and its two terms")
