r"""Question 1: which data a GAN's generator misses (code for parts b, c and d).

The GAN is trained by

$$ \min_\theta \max_\phi \;
   \mathbb{E}_{x \sim \mathbb{P}_r} \log D_\phi(x)
   + \mathbb{E}_{x \sim \mathbb{P}_\theta} \log (1 - D_\phi(x)), \qquad
   D^*(x) = \frac{P_r(x)}{P_r(x) + P_\theta(x)} $$

Figure 1 of the quiz is lost; `data/figure1.png` stands in for it, drawn from the
two mixtures of normals in `data/figure1.json`. The answers about it go into
`answers.yaml`.

"Covered by the data, but not covered by the generator" has this meaning here: x is
in Omega_delta if and only if

$$ P_r(x) > 0 \quad\text{and}\quad P_\theta(x) \le \delta\, P_r(x) $$

Axes: `n` points. Inputs are float32. Return tensors, arrays or lists; True and
False, or 1 and 0. No input lies on the edge of the region.
"""

from jaxtyping import Bool, Float
from torch import Tensor


def in_omega_density(
    p_r: Float[Tensor, " n"], p_theta: Float[Tensor, " n"], delta: float = 0.1
) -> Bool[Tensor, " n"]:
    """Tell which points the data covers and the generator misses.

    Args:
        p_r: the density of the data at each point, 0 or more.
        p_theta: the density of the generator there, 0 or more.
        delta: the largest fraction of the data's density that counts as missing.
    """
    raise NotImplementedError("q1 b: test for Omega_delta with the two densities")


def in_omega_discriminator(
    d: Float[Tensor, " n"], delta: float = 0.1
) -> Bool[Tensor, " n"]:
    """Tell the same from the optimal discriminator alone.

    Args:
        d: D*(x) at each point, between 0 and 1.
        delta: as above: the answer is to be that of `in_omega_density`.
    """
    raise NotImplementedError("q1 c: test for Omega_delta with D* alone")


def coverage(d_on_T: Float[Tensor, " n"], delta: float = 0.1) -> Float[Tensor, ""]:
    """Measure how much of the training set the generator can make.

    Any measure is welcome that

    - is 1 where every point of T is covered and 0 where none is, and within 0.1 of
      the covered fraction in between (a covered point has D* of about 1/2, a
      missed one of nearly 1);
    - is one number for T as a whole, whatever its order, and no other when every
      point is listed twice;
    - stays between 0 and 1, and never grows when D* grows at a point of T.

    Args:
        d_on_T: D*(x) at each training point, above 0 and at most 1.
        delta: as above; a measure that has no use for it may leave it.

    Returns:
        A single number.
    """
    raise NotImplementedError("q1 d: a number for the whole training set")
