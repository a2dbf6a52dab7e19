r"""A planar flow.

$$ f(z) = z + u \tanh(w^\top z + b), \quad
   \log q_1(f(z)) = \log q_0(z) - \log |1 + u^\top w \tanh'(w^\top z + b)| $$

Axes: `n` points in `d` dimensions.

References:
    Rezende and Mohamed, "Variational Inference with Normalizing Flows", ICML 2015.
    https://arxiv.org/abs/1505.05770
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor


def planar(
    z: Float[Tensor, "n d"], w: Float[Tensor, " d"], u: Float[Tensor, " d"], b: float
) -> Float[Tensor, "n d"]:
    """Move every point along u."""
    return z + torch.tanh(z @ w + b)[:, None] * u


def abs_det(
    z: Float[Tensor, "n d"], w: Float[Tensor, " d"], u: Float[Tensor, " d"], b: float
) -> Float[Tensor, " n"]:
    """Return how much the flow stretches volume at every point."""
    slope = 1 - torch.tanh(z @ w + b).square()  # (n,)
    return (1 + slope * (u @ w)).abs()


def log_density(
    z: Float[Tensor, "n d"], w: Float[Tensor, " d"], u: Float[Tensor, " d"], b: float
) -> Float[Tensor, " n"]:
    """Return log q1 at f(z), where z is drawn from N(0, I)."""
    base = -z.square().sum(dim=-1) / 2 - z.shape[-1] / 2 * math.log(2 * math.pi)
    return base - abs_det(z, w, u, b).log()
