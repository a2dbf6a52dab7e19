r"""The linear autoencoder and the principal components.

$$ f(W_1, W_2) = \lVert X - W_2 W_1 X \rVert_F^2 $$

Where f is smallest, both gradients vanish. With the residual $R = X - W_2 W_1 X$,

$$ \frac{\partial f}{\partial W_1} = -2\, W_2^\top R\, X^\top = 0, \qquad
   \frac{\partial f}{\partial W_2} = -2\, R\, X^\top W_1^\top = 0 $$

The principal components satisfy both. Let $X X^\top = U \Sigma U^\top$, $W_2 = U_k$
and $W_1 = U_k^\top$. Then $R X^\top = (I - U_k U_k^\top) U \Sigma U^\top$ has the
other eigenvectors only, so that $U_k^\top R X^\top = 0$ and $R X^\top U_k = 0$.

They are not the only solution. $W_2 W_1$ is what f sees, and

$$ W_2 = U_k G, \qquad W_1 = G^{-1} U_k^\top $$

has the same product for every invertible G. Conversely every minimiser is of this
form: what is unique is the subspace, not a basis of it.

Axes: `m` features, `n` points (the columns of X, centred), `k` width of the code.

Where the original assignment slips: it calls the principal components the unique
optimum "up to sign changes", which holds among orthonormal bases of eigenvectors
only; and by the "eigenvalues of X" it means those of $X X^\top$.

References:
    Baldi and Hornik, "Neural Networks and Principal Component Analysis: Learning
    from Examples without Local Minima", Neural Networks 2(1), 1989, section 2:
    Fact 4 (the form with G) and the following. The objective has no other minima.
    https://doi.org/10.1016/0893-6080(89)90014-2
"""

import torch
from jaxtyping import Float
from torch import Tensor


def objective(
    X: Float[Tensor, "m n"], W1: Float[Tensor, "k m"], W2: Float[Tensor, "m k"]
) -> Float[Tensor, ""]:
    """Return the squared Frobenius norm of what the autoencoder does not rebuild."""
    return (X - W2 @ (W1 @ X)).square().sum()


def optimality(
    X: Float[Tensor, "m n"], W1: Float[Tensor, "k m"], W2: Float[Tensor, "m k"]
) -> tuple[Float[Tensor, "k m"], Float[Tensor, "m k"]]:
    """Return the left-hand sides of the conditions "... = 0" for a minimum.

    Returns:
        The gradient of the objective with respect to W1, and that to W2.
    """
    residual_X = (X - W2 @ (W1 @ X)) @ X.mT  # (m, m)
    return -2 * W2.mT @ residual_X, -2 * residual_X @ W1.mT  # (k, m), (m, k)


def pca_solution(
    X: Float[Tensor, "m n"], k: int
) -> tuple[Float[Tensor, "k m"], Float[Tensor, "m k"]]:
    """Return the minimiser that projects onto the first k principal components.

    Returns:
        W1 and W2, where W1 is the transpose of W2 and the columns of W2 are
        orthonormal.

    Numerics:
        The singular vectors of X are the eigenvectors of X X^T; taking them from X
        keeps the digits that squaring it would lose.
    """
    U, _, _ = torch.linalg.svd(X, full_matrices=False)  # (m, min(m, n))
    W2 = U[:, :k]  # (m, k)
    return W2.mT, W2


def another_minimiser(
    X: Float[Tensor, "m n"], k: int
) -> tuple[Float[Tensor, "k m"], Float[Tensor, "m k"]]:
    """Return a minimiser whose W2 has other columns than the principal components.

    Returns:
        W1 and W2. The columns of W2 are not the components in another order or with
        other signs.
    """
    W1, W2 = pca_solution(X, k)
    G = torch.eye(k, dtype=X.dtype) + 1  # (k, k), its eigenvalues are 1 and k + 1
    return torch.linalg.solve(G, W1), W2 @ G
