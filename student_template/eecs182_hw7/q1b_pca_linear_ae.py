r"""Question 1(b): PCA and the linear autoencoder (10.5 marks, 3 of them for proofs).

$$ f(W_1, W_2) = \lVert X - W_2 W_1 X \rVert_F^2 $$

(i) Write out the first-order conditions that a minimum of f satisfies.
(ii) Show that the principal components satisfy them: the eigenvectors $U_k$ of
$X X^\top$ with the k largest eigenvalues, which are positive and distinct. They are
not the only solution; find another one, and say in `answers.yaml` (`unique_up_to`)
exactly how unique the minimiser is.

The derivation of (i) and the argument of (ii) go into `prose` in `answers.yaml`.

Axes: `m` features, `n` points (the columns of X, centred), `k` width of the code.
"""

from jaxtyping import Float
from torch import Tensor


def objective(
    X: Float[Tensor, "m n"], W1: Float[Tensor, "k m"], W2: Float[Tensor, "m k"]
) -> Float[Tensor, ""]:
    """Return the squared Frobenius norm of what the autoencoder does not rebuild."""
    raise NotImplementedError("q1b (i): the objective f")


def optimality(
    X: Float[Tensor, "m n"], W1: Float[Tensor, "k m"], W2: Float[Tensor, "m k"]
) -> tuple[Float[Tensor, "k m"], Float[Tensor, "m k"]]:
    """Return the left-hand sides of the conditions "... = 0" for a minimum.

    Returns:
        The gradient of the objective with respect to W1, and that to W2, in this
        order. A factor in front is free if it is positive and the same for both.
    """
    raise NotImplementedError("q1b (i): the two gradients")


def pca_solution(
    X: Float[Tensor, "m n"], k: int
) -> tuple[Float[Tensor, "k m"], Float[Tensor, "m k"]]:
    """Return the minimiser that projects onto the first k principal components.

    Returns:
        W1 and W2, where W1 is the transpose of W2 and the columns of W2 are
        orthonormal.
    """
    raise NotImplementedError("q1b (ii): the principal components as weights")


def another_minimiser(
    X: Float[Tensor, "m n"], k: int
) -> tuple[Float[Tensor, "k m"], Float[Tensor, "m k"]]:
    """Return a minimiser whose W2 has other columns than the principal components.

    Returns:
        W1 and W2. The columns of W2 are not the components in another order or with
        other signs.
    """
    raise NotImplementedError("q1b (ii): other weights, the same objective")
