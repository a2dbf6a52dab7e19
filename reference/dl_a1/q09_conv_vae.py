r"""A convolutional variational autoencoder.

$$ q(z \mid x) = \mathcal{N}(\mu(x), \mathrm{diag}(\sigma(x)^2)), \quad
   p(z) = \mathcal{N}(0, I), \quad
   p(x \mid z) = \prod_m \mathrm{Bern}(x_m;\, \sigma(f_\theta(z)_m)) $$

$$ L_{\mathrm{rec}} = -\log p(x \mid z), \qquad
   L_{\mathrm{reg}} = \mathrm{KL}(q(z \mid x) \,\|\, p(z)), \qquad
   \mathrm{bpd} = \frac{L_{\mathrm{rec}} + L_{\mathrm{reg}}}{\ln 2 \cdot \prod_i s_i} $$

with one z = mu + sigma * eps for each image; s_i are the sizes of an image.

    encoder   [1, S, S]   -conv->  [32, S/2, S/2] -conv->  [64, S/4, S/4] -linear-> 2 D
    decoder   [D] -linear-> [32, S/4, S/4] -convT-> [64, S/2, S/2]
              -convT-> [32, S, S] -convT-> [1, S, S]

All kernels are 3 x 3 with padding 1; a stride of 2 halves the size, and its
transpose doubles it, where one row and one column are added at the end (output
padding): 2 (S/4 - 1) - 2 + 3 = S/2 - 1 would be one short. A ReLU follows every
layer but the last of each network. The encoder's last layer gives means, which may
be negative, and logarithms; the decoder's gives logits. A ReLU there would leave
no pixel less likely than 1/2.

Axes: `b` images, `d` latent dimensions, `s` pixels in a row or a column.

How many parameters, for S = 28 and D = 20:
    encoder  32 (9 + 1) + 64 (32 9 + 1) + 40 (64 7 7 + 1) = 144,296
    decoder  1568 (20 + 1) + 64 (32 9 + 1) + 32 (64 9 + 1) + 1 (32 9 + 1) = 70,177

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014, section 3
    and appendix C (with perceptrons in place of convolutions).
    https://arxiv.org/abs/1312.6114
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning",
    2016, chapter 4 (transposed convolutions). https://arxiv.org/abs/1603.07285
    Theis, van den Oord and Bethge, "A note on the evaluation of generative
    models", ICLR 2016, section 3.1. https://arxiv.org/abs/1511.01844
"""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional


class Encoder(nn.Module):
    """q(z | x): from images to the mean and the log standard deviation of z.

    Args:
        image_size: height and width of an image, a multiple of 4.
        z_dim: how many latent dimensions.
    """

    def __init__(self, image_size: int = 28, z_dim: int = 20) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=3, stride=2, padding=1)
        self.head = nn.Linear(64 * (image_size // 4) ** 2, 2 * z_dim)

    def forward(
        self, x: Float[Tensor, "b 1 s s"]
    ) -> tuple[Float[Tensor, "b d"], Float[Tensor, "b d"]]:
        """Return the means and the logarithms of the standard deviations."""
        hidden = torch.relu(self.conv1(x))  # (b, 32, s/2, s/2)
        hidden = torch.relu(self.conv2(hidden))  # (b, 64, s/4, s/4)
        both = self.head(hidden.flatten(start_dim=1))  # (b, 2 d)
        mean, log_std = both.chunk(2, dim=-1)  # (b, d), (b, d)
        return mean, log_std


class Decoder(nn.Module):
    """p(x | z): from codes to the logit of every pixel.

    Args:
        image_size: height and width of an image, a multiple of 4.
        z_dim: how many latent dimensions.
    """

    def __init__(self, image_size: int = 28, z_dim: int = 20) -> None:
        super().__init__()
        self.small = image_size // 4
        self.linear = nn.Linear(z_dim, 32 * self.small**2)
        doubled = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}
        self.conv1 = nn.ConvTranspose2d(32, 64, **doubled)
        self.conv2 = nn.ConvTranspose2d(64, 32, **doubled)
        self.conv3 = nn.ConvTranspose2d(32, 1, kernel_size=3, stride=1, padding=1)

    def forward(self, z: Float[Tensor, "b d"]) -> Float[Tensor, "b 1 s s"]:
        """Return the logits of the pixels' means.

        Numerics:
            A probability that is handed on as its logit keeps its digits near 0
            and near 1.
        """
        hidden = torch.relu(self.linear(z))  # (b, 32 s/4 s/4)
        hidden = hidden.view(-1, 32, self.small, self.small)  # (b, 32, s/4, s/4)
        hidden = torch.relu(self.conv1(hidden))  # (b, 64, s/2, s/2)
        hidden = torch.relu(self.conv2(hidden))  # (b, 32, s, s)
        logits: Tensor = self.conv3(hidden)  # (b, 1, s, s)
        return logits


def bits_per_dim(
    nll: Float[Tensor, "..."], image_shape: Sequence[int]
) -> Float[Tensor, "..."]:
    """Turn nats an image into bits a dimension.

    Args:
        nll: the negative log-likelihood of one image or of each, in nats.
        image_shape: the sizes of one image, without the batch.
    """
    return nll / (math.log(2) * math.prod(image_shape))


class VAE(nn.Module):
    """Encoder, noise and decoder, with the losses of a batch.

    Args:
        image_size: height and width of an image, a multiple of 4.
        z_dim: how many latent dimensions.
    """

    def __init__(self, image_size: int = 28, z_dim: int = 20) -> None:
        super().__init__()
        self.z_dim = z_dim
        self.encoder = Encoder(image_size, z_dim)
        self.decoder = Decoder(image_size, z_dim)

    def forward(
        self, x: Float[Tensor, "b 1 s s"], eps: Float[Tensor, "b d"] | None = None
    ) -> tuple[Float[Tensor, ""], Float[Tensor, ""], Float[Tensor, ""]]:
        """Return the losses of a batch, and their sum in bits a dimension.

        Args:
            x: binary images.
            eps: the noise of the codes; None draws it from N(0, I).

        Returns:
            The reconstruction loss, the regularisation loss (both in nats, summed
            over pixels or dimensions, averaged over the batch) and the bits.

        Numerics:
            The cross-entropy is taken from logits, so that no logarithm of 0 can
            occur; `expm1` keeps the digits of exp(2 log_std) - 1 near 0.
        """
        mean, log_std = self.encoder(x)  # (b, d), (b, d)
        if eps is None:
            eps = torch.randn_like(mean)
        z = mean + torch.exp(log_std) * eps  # (b, d)
        logits = self.decoder(z)  # (b, 1, s, s)
        summed = functional.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        l_rec = summed / len(x)
        per_dimension = torch.expm1(2 * log_std) + mean.square() - 2 * log_std  # (b, d)
        l_reg = per_dimension.sum(dim=-1).mean() / 2
        return l_rec, l_reg, bits_per_dim(l_rec + l_reg, x.shape[1:])

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
        z = torch.randn(n, self.z_dim, generator=generator)  # (n, d)
        means = torch.sigmoid(self.decoder(z))  # (n, 1, s, s)
        return torch.bernoulli(means, generator=generator), means
