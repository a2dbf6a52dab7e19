r"""Question 1: ancestral sampling from a latent variable model (2 marks by machine).

$$ p(x, z) = p(z)\, p(x \mid z), \qquad p(z) = \mathcal{N}(0, I_D), \qquad
   p(x \mid z) = \prod_{m=1}^{M} \mathrm{Bern}(x_m;\, f_\theta(z)_m) $$

Axes: `n` images, `d` latent dimensions, `m` pixels.

The decoder gives the Bernoulli means f(z), between 0 and 1, not logits. Pixels
may be returned as any type of number, or as truth values. The order of the steps
and your explanation go into `answers.yaml` under `q01_ancestral`.
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
        decoder: gives the pixels' means for each z (float32).
        n: how many images.
        generator: where all randomness comes from, so that its seed repeats them.
    """
    raise NotImplementedError("Question 1: draw n images, parents before children")
