r"""Programming 4: a planar flow (optional: 7 marks that are shown, not added).

$$ y = f(z) = z + u\, h(w^\top z + b), \quad h = \tanh, \quad
   z \sim q_0 = \mathcal{N}(0, I) $$

Where f is invertible, y has the density q1(y) = q0(z) / |det df/dz|, and with
psi(z) = h'(w^T z + b) w the determinant is 1 + u^T psi(z).

Axes: `n` points, `d` dimensions (2 in the paper; any here). Densities and
determinants have one value for each point, shape (n,). Inputs are float32, some
hidden cases float64; `b` is a Python float. Return tensors, arrays or lists, of
any float type.
"""

from jaxtyping import Float
from torch import Tensor


def h(a: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Bend: tanh, elementwise."""
    raise NotImplementedError("p4 a: tanh")


def h_prime(a: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Differentiate h, elementwise."""
    raise NotImplementedError("p4 a: the derivative of h")


def q0(z: Float[Tensor, "n d"]) -> Float[Tensor, " n"]:
    """Evaluate the density of N(0, I) at each row, in any dimension d."""
    raise NotImplementedError("p4 a: the density of the base distribution")


def f(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> Float[Tensor, "n d"]:
    """Move every point: y = z + u h(w . z + b)."""
    raise NotImplementedError("p4 b: the transformation")


def abs_det(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> Float[Tensor, " n"]:
    """Return |det df/dz| at each row, also where f is not invertible."""
    raise NotImplementedError("p4 b: how much f stretches volume")


def q1(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> Float[Tensor, " n"]:
    """Evaluate the density of y = f(z) at y, for every row of z."""
    raise NotImplementedError("p4 c: the transformed density")


def q1_mean_std(
    z: Float[Tensor, "n d"], u: Float[Tensor, " d"], w: Float[Tensor, " d"], b: float
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Return mean and standard deviation of the n values q1(z_n).

    Dividing by n and by n - 1 both count.
    """
    raise NotImplementedError("p4 c: two numbers over all the density values")
