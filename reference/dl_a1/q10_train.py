r"""Training a VAE with Adam, and looking at what it has learned.

$$ \theta, \phi \leftarrow \mathrm{Adam}\!\left(\nabla \frac1{|B|} \sum_{n \in B}
   \left( L^{\mathrm{rec}}_n + L^{\mathrm{reg}}_n \right) \right),
   \qquad B \subset \{1, \ldots, N\} $$

Every epoch goes once through all images in a new order. The history holds, for
each epoch, the mean loss of an image while the epoch ran: the batches' means,
each weighted by how many images it held, because the last batch may be smaller.

Axes: `n` images, `s` pixels in a row or a column, `r` and `c` rows and columns of
a grid of images.

References:
    Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015,
    algorithm 1. https://arxiv.org/abs/1412.6980
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014, section
    2.3, algorithm 1 (minibatches with one sample of z).
    https://arxiv.org/abs/1312.6114
"""

import torch
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
        images: binary images.
        epochs: how often to go through all of them.
        batch_size: how many images share a step.
        lr: Adam's step size.
        seed: of the order of the images and of the noise of their codes.
    """
    torch.manual_seed(seed)  # the noise is drawn inside the VAE
    optimizer = torch.optim.Adam(vae.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        total = 0.0
        for rows in torch.randperm(len(images)).split(batch_size):
            l_rec, l_reg, _ = vae(images[rows])
            loss = l_rec + l_reg
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        history.append(total / len(images))
    return history


def image_grid(
    images: Float[Tensor, "rc 1 s s"], rows: int, cols: int
) -> Float[Tensor, "rs cs"]:
    """Lay images out row by row as one picture.

    Args:
        images: as many as rows times cols.
        rows: of images.
        cols: of images.
    """
    s = images.shape[-1]
    laid = images.view(rows, cols, s, s)  # (r, c, s, s)
    # Rows of pixels follow the rows of images, columns their columns.
    return laid.permute(0, 2, 1, 3).reshape(rows * s, cols * s)  # (r s, c s)
