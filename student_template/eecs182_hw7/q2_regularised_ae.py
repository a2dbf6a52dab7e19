r"""Question 2: the regularised linear autoencoder (11 marks, 3 of them for a proof).

$$ L(W_1, W_2) = \lVert X - W_2 W_1 X \rVert_F^2
   + \lambda \lVert W_1 \rVert_F^2 + \lambda \lVert W_2 \rVert_F^2 \qquad (3) $$

without any factor 1/n or 1/2.

(a) You train it in PyTorch, one point at a time. The choices go into `answers.yaml`.
(b) Does a small penalty favour a W2 with orthonormal columns? For a direction whose
singular values are s in one matrix and 1/s in the other, both penalties together are
proportional to a function g(s): write it into `answers.yaml`, find where it is
smallest, and find the minimiser of (3). The argument goes into `prose`.

Axes: `m` features, `n` points (the columns of X), `k` width of the code.
"""

from jaxtyping import Float
from torch import Tensor


def loss(
    X: Float[Tensor, "m n"],
    W1: Float[Tensor, "k m"],
    W2: Float[Tensor, "m k"],
    lam: float,
) -> Float[Tensor, ""]:
    """Return the penalised loss (3).

    Args:
        X: the points.
        W1: the encoder.
        W2: the decoder.
        lam: strength of the penalty; may be 0.
    """
    raise NotImplementedError("q2 (a): the three terms of (3)")


def balanced_value() -> float:
    """Return the s > 0 at which g(s) is smallest."""
    raise NotImplementedError("q2 (b): where is g smallest?")


def minimiser(
    X: Float[Tensor, "m n"], k: int, lam: float
) -> tuple[Float[Tensor, "k m"], Float[Tensor, "m k"]]:
    """Return weights at which the loss (3) is smallest.

    Several are equally good; any of them will do.

    Args:
        X: the points.
        k: width of the code.
        lam: strength of the penalty, above 0 and not necessarily small.

    Returns:
        W1 and W2.
    """
    raise NotImplementedError("q2 (b): weights that minimise (3)")
