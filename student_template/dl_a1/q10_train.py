r"""Question 10: training a VAE (3 marks by machine).

Train on the 1500 images of `data/digits8.npz` (array `train`, uint8, 8 x 8 pixels of
0 or 1; `test` holds 297 others). When this is marked, your function is given a VAE of
ours with 20 latent dimensions, so that it does not depend on your Question 9: called
on a batch of images, it returns the reconstruction loss, the regularisation loss
(both in nats, means over the batch) and the bits per dimension. Use Adam; 8 epochs
should bring the sum of both losses well below 27 nats on images it has not seen.

Axes: `n` images, `s` pixels in a row or a column, `r` and `c` rows and columns of a
grid of images.

What you see in 64 samples before, in the middle of and after training goes into
`answers.yaml` under `q10_train`.
"""

from jaxtyping import Float
from torch import Tensor, nn


def train_vae(
    vae: nn.Module,
    images: Float[Tensor, "n 1 s s"],
    epochs: int,
    batch_size: int = 100,
    lr: float = 1e-3,
    seed: int = 0,
) -> list[float]:
    """Train a VAE in place and return the mean loss of an image in every epoch.

    Args:
        vae: called on a batch, it returns the reconstruction loss, the
            regularisation loss (both means over the batch, in nats) and the bits.
        images: binary images, float32.
        epochs: how often to go through all of them.
        batch_size: how many images share a step.
        lr: Adam's step size.
        seed: the same seed gives the same history, another one another.
    """
    raise NotImplementedError("Question 10: train, and note each epoch's mean loss")


def image_grid(
    images: Float[Tensor, "rc 1 s s"], rows: int, cols: int
) -> Float[Tensor, "rs cs"]:
    """Lay images out row by row as one picture.

    Args:
        images: as many as rows times cols.
        rows: of images.
        cols: of images.
    """
    raise NotImplementedError("Question 10: rows times cols images as one picture")
