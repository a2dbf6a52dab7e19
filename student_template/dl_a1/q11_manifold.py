r"""Question 11: the manifold of a VAE with two latent dimensions (2.5 by machine).

$$ z_{ij} = \left( \Phi^{-1}\!\left(\frac{i + 1/2}{n}\right),\;
   \Phi^{-1}\!\left(\frac{j + 1/2}{n}\right) \right), \qquad 0 \le i, j < n $$

with the inverse of the standard normal CDF: equal shares of the prior.

Axes: `nn` points of the grid, row by row: point (i, j) is number i n + j; `s` pixels
in a row or a column; `ns` pixels in a row or a column of the picture. Return float32.

Describe the patterns that you see in `answers.yaml` under `q11_manifold`.
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor


def latent_grid(n: int = 20) -> Float[Tensor, "nn 2"]:
    """Return n x n codes, evenly spread over the prior, row by row."""
    raise NotImplementedError("Question 11: the codes z of the grid")


def manifold_image(
    decoder: Callable[[Float[Tensor, "b 2"]], Float[Tensor, "b 1 s s"]], n: int = 20
) -> Float[Tensor, "ns ns"]:
    """Return the pixels' means at every point of the grid, as one picture.

    Args:
        decoder: the pixels' *logits* for each code; it takes any number of codes.
        n: how many points in a row; point (i, j) is the image in row i, column j.
    """
    raise NotImplementedError("Question 11: the picture of the manifold")
