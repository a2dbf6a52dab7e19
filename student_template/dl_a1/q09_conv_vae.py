r"""Question 9: a convolutional variational autoencoder (10.5 marks by machine).

    encoder   conv 1 -> 32, conv 32 -> 64, flatten, linear -> 2 z_dim
    decoder   linear z_dim -> 32 (S/4)^2, transposed conv 32 -> 64, 64 -> 32, 32 -> 1

All kernels are 3 x 3 with padding 1. The encoder's convolutions and the decoder's
first two have stride 2 (the decoder's with output padding 1), the decoder's last
one stride 1. A ReLU follows every layer but the last of each network. S, the image
size, is a multiple of 4; flattening and its inverse put the channels first.

$$ L_{\mathrm{rec}} = -\log p(x \mid z), \quad
   L_{\mathrm{reg}} = \mathrm{KL}(q(z \mid x) \,\|\, \mathcal{N}(0, I)), \quad
   z = \mathrm{mean} + \exp(\mathrm{log\_std}) \odot \epsilon $$

in nats, summed over pixels or latent dimensions, averaged over the batch, with
Bernoulli pixels. Bits per dimension are their sum in bits, divided by the number
of pixels.

Axes: `b` images, `d` latent dimensions, `s` pixels in a row or a column.

Name your layers as you like, but define them in the order in which they are used
(where mean and log_std have a layer each, the mean's first). A plain 3 x 3
convolution is accepted as the decoder's last layer.

The three counts and your description go into `answers.yaml` under `q09_conv_vae`.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn


class Encoder(nn.Module):
    """q(z | x): from images to the mean and the log standard deviation of z.

    Args:
        image_size: height and width of an image, a multiple of 4.
        z_dim: how many latent dimensions.
    """

    def __init__(self, image_size: int = 28, z_dim: int = 20) -> None:
        super().__init__()
        raise NotImplementedError("Question 9: make the encoder's layers")

    def forward(
        self, x: Float[Tensor, "b 1 s s"]
    ) -> tuple[Float[Tensor, "b d"], Float[Tensor, "b d"]]:
        """Return the means and the logarithms of the standard deviations."""
        raise NotImplementedError("Question 9: from images to mean and log_std")


class Decoder(nn.Module):
    """p(x | z): from codes to the logit of every pixel.

    Args:
        image_size: height and width of an image, a multiple of 4.
        z_dim: how many latent dimensions.
    """

    def __init__(self, image_size: int = 28, z_dim: int = 20) -> None:
        super().__init__()
        raise NotImplementedError("Question 9: make the decoder's layers")

    def forward(self, z: Float[Tensor, "b d"]) -> Float[Tensor, "b 1 s s"]:
        """Return the logits of the pixels' means."""
        raise NotImplementedError("Question 9: from codes to logits")


def bits_per_dim(
    nll: Float[Tensor, "..."], image_shape: Sequence[int]
) -> Float[Tensor, "..."]:
    """Turn nats an image into bits a dimension.

    Args:
        nll: the negative log-likelihood of one image or of each, in nats.
        image_shape: the sizes of one image, without the batch.
    """
    raise NotImplementedError("Question 9: from nats an image to bits a dimension")


class VAE(nn.Module):
    """Encoder, noise and decoder, with the losses of a batch.

    The attributes are `encoder`, `decoder` and `z_dim`.

    Args:
        image_size: height and width of an image, a multiple of 4.
        z_dim: how many latent dimensions.
    """

    def __init__(self, image_size: int = 28, z_dim: int = 20) -> None:
        super().__init__()
        raise NotImplementedError("Question 9: put the parts together")

    def forward(
        self, x: Float[Tensor, "b 1 s s"], eps: Float[Tensor, "b d"] | None = None
    ) -> tuple[Float[Tensor, ""], Float[Tensor, ""], Float[Tensor, ""]]:
        """Return the losses of a batch, and their sum in bits a dimension.

        Args:
            x: binary images.
            eps: the noise of the codes, to be used as it is; None draws it from
                N(0, I).

        Returns:
            The reconstruction loss, the regularisation loss (both in nats, summed
            over pixels or dimensions, averaged over the batch) and the bits.
        """
        raise NotImplementedError("Question 9: the losses of a batch")

    @torch.no_grad()
    def sample(
        self, n: int, generator: torch.Generator | None = None
    ) -> tuple[Float[Tensor, "n 1 s s"], Float[Tensor, "n 1 s s"]]:
        """Draw n images from the model: z from the prior, then the pixels.

        Args:
            n: how many.
            generator: where the randomness comes from; None is torch's own.

        Returns:
            The images, every pixel 0 or 1, and the means that they were drawn from.
        """
        raise NotImplementedError("Question 9: new images, drawn from the model")
