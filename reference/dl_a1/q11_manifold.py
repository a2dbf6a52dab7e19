r"""The manifold that a VAE with two latent dimensions has learned.

$$ z_{ij} = \left( \Phi^{-1}\!\left(\frac{i + 1/2}{n}\right),\;
   \Phi^{-1}\!\left(\frac{j + 1/2}{n}\right) \right), \qquad 0 \le i, j < n $$

Under the prior N(0, I) the values Phi(z) are uniform on the unit square. Points
that are evenly spaced there, in the middles of n x n equal cells, stand for equal
shares of the prior; a grid that is even in z would show its rim as large as its
centre. Without the 1/2 the first point would lie at Phi^{-1}(0), minus infinity.

Axes: `nn` points of the grid, row by row (i n + j); `s` pixels in a row or a
column; `ns` pixels in a row or a column of the picture.

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014, appendix A,
    figure 4. https://arxiv.org/abs/1312.6114
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor


def latent_grid(n: int = 20) -> Float[Tensor, "nn 2"]:
    """Return n x n codes, evenly spread over the prior, row by row.

    Numerics:
        The quantiles are taken in double precision and rounded at the end.
    """
    shares = (torch.arange(n, dtype=torch.float64) + 0.5) / n  # (n,)
    quantiles = torch.special.ndtri(shares)  # (n,), the inverse of the normal CDF
    return torch.cartesian_prod(quantiles, quantiles).float()  # (n n, 2)


def manifold_image(
    decoder: Callable[[Float[Tensor, "b 2"]], Float[Tensor, "b 1 s s"]], n: int = 20
) -> Float[Tensor, "ns ns"]:
    """Return the pixels' means at every point of the grid, as one picture.

    Args:
        decoder: the pixels' logits for each code.
        n: how many points in a row; point (i, j) is the image in row i, column j.
    """
    means = torch.sigmoid(decoder(latent_grid(n)))  # (n n, 1, s, s)
    s = means.shape[-1]
    tiles = means.view(n, n, s, s).permute(0, 2, 1, 3)  # (n, s, n, s)
    return tiles.reshape(n * s, n * s)  # (n s, n s)
