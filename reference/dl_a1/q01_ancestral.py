r"""Ancestral sampling from a latent variable model.

$$ p(x, z) = p(z)\, p(x \mid z), \qquad p(z) = \mathcal{N}(0, I_D), \qquad
   p(x \mid z) = \prod_{m=1}^{M} \mathrm{Bern}(x_m;\, f_\theta(z)_m) $$

An image is drawn in the order in which the graph points, parents before children:

$$ z_n \sim p(z), \qquad \bar x_n = f_\theta(z_n), \qquad
   x_{nm} \sim \mathrm{Bern}(\bar x_{nm}) $$

Axes: `n` images, `d` latent dimensions, `m` pixels.

Sampling x is not estimating p(x): the integral over z is never taken, one z is
drawn for each image. The decoder gives probabilities; an image is a draw from
them, not the probabilities themselves, and not their rounding.

References:
    Bishop, "Pattern Recognition and Machine Learning", Springer 2006, section
    8.1.2 (ancestral sampling).
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014, section 2.1
    (the two steps of the generative process) and appendix C.1 (the Bernoulli
    decoder). https://arxiv.org/abs/1312.6114
"""

from typing import Protocol

import torch
from jaxtyping import Float
from torch import Tensor


class Decoder(Protocol):
    """What a decoder offers: how many latent dimensions, and the pixels' means."""

    latent_dim: int

    def __call__(self, z: Float[Tensor, "n d"]) -> Float[Tensor, "n m"]:
        """Return the Bernoulli mean of every pixel, between 0 and 1."""


def sample_images(
    decoder: Decoder, n: int, generator: torch.Generator
) -> Float[Tensor, "n m"]:
    """Draw n images from the model; every pixel is 0 or 1.

    Args:
        decoder: gives the pixels' means for each z.
        n: how many images.
        generator: where all randomness comes from, so that its seed repeats them.
    """
    z = torch.randn(n, decoder.latent_dim, generator=generator)  # (n, d), one an image
    means = decoder(z)  # (n, m)
    return torch.bernoulli(means, generator=generator)  # (n, m)
