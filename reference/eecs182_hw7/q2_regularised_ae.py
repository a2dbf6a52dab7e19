r"""The linear autoencoder with a penalty on both of its weight matrices.

$$ L(W_1, W_2) = \lVert X - W_2 W_1 X \rVert_F^2
   + \lambda \lVert W_1 \rVert_F^2 + \lambda \lVert W_2 \rVert_F^2 $$

Without the penalty $W_2 = U_k G$, $W_1 = G^{-1} U_k^\top$ is as good for every
invertible G. The penalty chooses among them: the squared Frobenius norm is the sum of
the squared singular values, and where G has the singular value s, its inverse has
1/s, so that this direction costs

$$ g(s) = s^2 + \frac{1}{s^2}, \qquad g'(s) = 2s - \frac{2}{s^3} = 0
   \ \text{ at } s = 1 $$

the only minimum for s > 0. All singular values of G are 1, so G is a rotation and W2
has orthonormal columns: in the limit of a small penalty, up to a rotation of the code.

For a penalty that is not small the minimum shrinks. Let $s_i$ be the singular values
of X with the left singular vectors $u_i$. Balanced weights $W_2 = U_k D$,
$W_1 = D\, U_k^\top$ cost

$$ \sum_i (1 - d_i^2)^2 s_i^2 + 2 \lambda d_i^2, \qquad
   d_i^2 = \max\left(0,\ 1 - \frac{\lambda}{s_i^2}\right) $$

In training with `torch.optim.SGD` the penalty is its `weight_decay`, which adds w W to
the gradient of each step. With `MSELoss(reduction="sum")` on one point a step, and n
points in an epoch, the penalty is to be counted once an epoch: its gradient
$2 \lambda W$ is spread over n steps, so $w = 2 \lambda / n$.

Axes: `m` features, `n` points (the columns of X), `k` width of the code.

References:
    Kunin et al., "Loss Landscapes of Regularized Linear Autoencoders", ICML 2019:
    section 2 (W1 = W2^T wherever the gradient vanishes, the "transpose theorem"),
    section 4 (the minima). https://arxiv.org/abs/1901.08168
    Baldi and Hornik, "Neural Networks and Principal Component Analysis", Neural
    Networks 2(1), 1989: the loss without the penalty.
    https://doi.org/10.1016/0893-6080(89)90014-2
"""

import torch
from jaxtyping import Float
from torch import Tensor


def loss(
    X: Float[Tensor, "m n"],
    W1: Float[Tensor, "k m"],
    W2: Float[Tensor, "m k"],
    lam: float,
) -> Float[Tensor, ""]:
    """Return the penalised loss, without any factor in front of its three terms.

    Args:
        X: the points.
        W1: the encoder.
        W2: the decoder.
        lam: strength of the penalty.
    """
    error = (X - W2 @ (W1 @ X)).square().sum()
    return error + lam * W1.square().sum() + lam * W2.square().sum()


def balanced_value() -> float:
    """Return the s > 0 that is cheapest where W1 and W2 have the values 1/s and s."""
    return 1.0


def minimiser(
    X: Float[Tensor, "m n"], k: int, lam: float
) -> tuple[Float[Tensor, "k m"], Float[Tensor, "m k"]]:
    """Return weights at which the loss is smallest.

    Args:
        X: the points.
        k: width of the code.
        lam: strength of the penalty, above 0.

    Returns:
        W1 and W2.

    Numerics:
        A direction whose penalty exceeds what it explains is not used at all; the
        clamp keeps the root real there.
    """
    U, S, _ = torch.linalg.svd(X, full_matrices=False)  # (m, r), (r,)
    shrinkage = (1 - lam / S[:k].square()).clamp(min=0).sqrt()  # (k,)
    W2 = U[:, :k] * shrinkage  # (m, k)
    return W2.mT, W2
