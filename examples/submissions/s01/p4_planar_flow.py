"""Programming 4: a planar flow (optional)."""

import math

import torch
from jaxtyping import Float
from torch import Tensor


def h(a: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Bend: tanh, elementwise."""
    return a.tanh()


def h_prime(a: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Differentiate h, elementwise."""
    return 1 - h(a) ** 2


def q0(z: Float[Tensor, "n d"]) -> Float[Tensor, " n"]:
    """Evaluate the density of N(0, I) at each row, in any dimension d."""
    d = z.shape[1]
    return torch.exp(-0.5 * (z * z).sum(dim=1)) / (2 * math.pi) ** (d / 2)


def f(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> Float[Tensor, "n d"]:
    """Move every point: y = z + u h(w . z + b)."""
    return z + torch.outer(h(z @ w + b), u)


def abs_det(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> Float[Tensor, " n"]:
    """Return |det df/dz| at each row, also where f is not invertible."""
    psi = torch.outer(h_prime(z @ w + b), w)  # n d
    return torch.abs(1 + psi @ u)


def q1(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> Float[Tensor, " n"]:
    """Evaluate the density of y = f(z) at y, for every row of z."""
    return q0(z) / abs_det(z, u, w, b)


def q1_mean_std(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Return mean and standard deviation of the n values q1(z_n)."""
    densities = q1(z, u, w, b)
    return densities.mean(), densities.std()
