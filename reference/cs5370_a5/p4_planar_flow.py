r"""A planar flow: the density of a bent Gaussian.

$$ y = f(z) = z + u\, h(w^\top z + b), \quad h = \tanh, \quad
   z \sim q_0 = \mathcal{N}(0, I) $$

$$ \det \frac{\partial f}{\partial z} = 1 + u^\top \psi(z), \quad
   \psi(z) = h'(w^\top z + b)\, w, \qquad
   q_1(y) = \frac{q_0(z)}{|1 + u^\top \psi(z)|} $$

The Jacobian is I + u psi^T, and det(I + u psi^T) = 1 + u . psi by the matrix
determinant lemma: no n x n determinant is ever taken. The flow is invertible
where u . w >= -1; below that the determinant changes sign, f folds space, and
q1 is no longer a density, while |det| is still what its formula says.

Axes: `n` points, `d` dimensions.

Where the original assignment slips: its base density divides by
sqrt(2 pi det) whatever the dimension, which in two dimensions is off by a factor
of sqrt(2 pi). Here it is (2 pi)^(d/2). Its arrays of shapes (n, 1, 1) and (n, 1)
broadcast to (n, n, 1) where they meet; ours have shape (n,).
"Mean and standard deviation of q1(y)" is read as those of the n density values.

References:
    Rezende and Mohamed, "Variational Inference with Normalizing Flows", ICML
    2015, section 4.1, equations (10) to (12); invertibility, appendix A.1.
    https://arxiv.org/abs/1505.05770
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor


def h(a: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Bend: tanh, elementwise."""
    return torch.tanh(a)


def h_prime(a: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Differentiate h, elementwise: sech^2.

    Numerics:
        1 - tanh(a)^2 cancels to 0 from about |a| = 9 in float32. 1 / cosh(a)^2
        keeps its digits, and where cosh overflows it is 0, rightly rounded.
    """
    return torch.cosh(a).square().reciprocal()


def q0(z: Float[Tensor, "n d"]) -> Float[Tensor, " n"]:
    """Evaluate the density of N(0, I) at each row.

    Numerics:
        The normalisation is added before the exponential, so that in many
        dimensions no factor overflows on its own.
    """
    d = z.shape[-1]
    squared = z.square().sum(dim=-1)  # (n,)
    return torch.exp(-(squared + d * math.log(2 * math.pi)) / 2)


def f(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> Float[Tensor, "n d"]:
    """Move every point along u, by as much as h says of its place along w."""
    bend = h(z @ w + b)  # (n,)
    return z + bend[:, None] * u  # (n, d)


def abs_det(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> Float[Tensor, " n"]:
    """Return |det df/dz| at each row: by how much f stretches volume there."""
    return (1 + h_prime(z @ w + b) * (u @ w)).abs()  # (n,)


def q1(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> Float[Tensor, " n"]:
    """Evaluate the density of y = f(z) at y, for every row of z.

    Numerics:
        Infinite where the determinant is 0: there f squeezes a volume to nothing.
    """
    return q0(z) / abs_det(z, u, w, b)


def q1_mean_std(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Return mean and standard deviation of the n values q1(z_n).

    Numerics:
        Divides by n - 1, and is NaN for a single point.
    """
    values = q1(z, u, w, b)  # (n,)
    return values.mean(), values.std()
