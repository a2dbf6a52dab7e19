r"""Question 2: the Monte Carlo estimate of log p(x) (2.5 marks by machine).

$$ \log p(x) = \log \mathbb{E}_{p(z)}[p(x \mid z)], \qquad p(z) = \mathcal{N}(0, I),
   \qquad p(x \mid z) = \prod_m \mathrm{Bern}(x_m;\, f_\theta(z)_m) $$

Axes: `b` images, `s` samples of z, `d` latent dimensions, `m` pixels. Images have
up to 784 pixels; a mean may be exactly 0 or 1 where it agrees with the image.
Inputs are float32, some hidden cases float64. Return tensors, arrays or lists.

For the number of samples, let the likelihood be a bump of width s around c in
every dimension: w(z) = prod_d N(c; z_d, s^2) with z ~ N(0, I).

What grows how, and why, goes into `answers.yaml` under `q02_monte_carlo`.
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor


def mc_log_likelihood(
    x: Float[Tensor, "b m"],
    decoder: Callable[[Float[Tensor, "s d"]], Float[Tensor, "s m"]],
    z: Float[Tensor, "s d"],
) -> Float[Tensor, " b"]:
    """Estimate log p(x) of every image from given samples of the prior, in nats.

    Args:
        x: binary images.
        decoder: the pixels' means for each z; they may be exactly 0 or 1.
        z: samples of p(z), used for every image alike.
    """
    raise NotImplementedError("Question 2: log of the average likelihood")


def relative_variance(dim: int, s: float = 0.25, c: float = 1.0) -> float:
    """Return Var[w] / E[w]^2 of w = prod_d N(c; z_d, s^2), z ~ N(0, I).

    Args:
        dim: the number of latent dimensions.
        s: the width of the bump, a standard deviation.
        c: where the bump lies in every dimension.
    """
    raise NotImplementedError("Question 2: E[w] and E[w^2] are Gaussian integrals")


def samples_needed(
    dim: int, s: float = 0.25, c: float = 1.0, rel_std: float = 0.1
) -> float:
    """Return how many samples bring the relative standard error to `rel_std`.

    Rounding up is accepted.
    """
    raise NotImplementedError("Question 2: from the relative variance of one sample")
