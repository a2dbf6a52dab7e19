r"""A planar flow.

$$ f(z) = z + u \tanh(w^\top z + b), \quad
   \log q_1(f(z)) = \log q_0(z) - \log |1 + u^\top w \tanh'(w^\top z + b)| $$

Axes: `n` points in `d` dimensions.

References:
    Rezende and Mohamed, "Variational Inference with Normalizing Flows", ICML 2015.
    https://arxiv.org/abs/1505.05770
"""

from jaxtyping import Float
from torch import Tensor


def planar(
    z: Float[Tensor, "n d"], w: Float[Tensor, " d"], u: Float[Tensor, " d"], b: float
) -> Float[Tensor, "n d"]:
    """Move every point along u."""
    raise NotImplementedError("q3: planar")


def abs_det(
    z: Float[Tensor, "n d"], w: Float[Tensor, " d"], u: Float[Tensor, " d"], b: float
) -> Float[Tensor, " n"]:
    """Return how much the flow stretches volume at every point."""
    raise NotImplementedError("q3: abs_det")


def log_density(
    z: Float[Tensor, "n d"], w: Float[Tensor, " d"], u: Float[Tensor, " d"], b: float
) -> Float[Tensor, " n"]:
    """Return log q1 at f(z), where z is drawn from N(0, I)."""
    raise NotImplementedError("q3: log_density")
