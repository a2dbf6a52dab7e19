r"""Attention that takes the value of the best key, and the gradients it lacks.

$$ \mathrm{out}_i = v_{j^*(i)}, \qquad j^*(i) = \arg\max_j\; q_i \cdot k_j $$

The example: q = (1, 2, -1) meets the keys (2, 0, 1), (0, 3, 1), (4, -1, -2), (1, 1, 3)
with the scores 1, 5, 4, 0, so the output is the second value, (4, -1, 2). (The longest
key is another one.)

A small change of q or of a key changes no index, so the output stays the same: almost
everywhere the derivative with respect to queries and keys is 0, and on the boundaries,
where two scores are equal, there is none. The chosen value passes its gradient on
unchanged:

$$ \frac{\partial}{\partial v_j} \sum_i c_i \cdot \mathrm{out}_i
   = \sum_{i:\, j^*(i) = j} c_i $$

$W_V$ learns, $W_Q$ and $W_K$ never do: the model cannot learn where to look. Softmax
is the smooth version; hard choices are trained with estimators (straight-through,
Gumbel-softmax, REINFORCE).

Axes: `m` queries, `n` keys, `d` width of queries and keys, `e` width of values.

References:
    Luong, Pham and Manning, "Effective Approaches to Attention-based Neural Machine
    Translation", EMNLP 2015, section 3.2 (hard attention "is non-differentiable").
    https://arxiv.org/abs/1508.04025
    Bengio, Leonard and Courville, "Estimating or Propagating Gradients Through
    Stochastic Neurons for Conditional Computation", 2013 (the straight-through
    estimator). https://arxiv.org/abs/1308.3432
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

Attention = Callable[[Tensor, Tensor, Tensor], Tensor]
"""From queries [m, d], keys [n, d] and values [n, e] to outputs [m, e]."""


def argmax_attention(
    queries: Float[Tensor, "m d"],
    keys: Float[Tensor, "n d"],
    values: Float[Tensor, "n e"],
) -> Float[Tensor, "m e"]:
    """Return, for each query, the value of the key with the largest dot product.

    Where several keys share the largest score, the first of them counts.
    """
    scores = queries @ keys.mT  # (m, n)
    return values[scores.argmax(dim=1)]  # (m, e)


def gradient_norms(
    attention: Attention,
    queries: Float[Tensor, "m d"],
    keys: Float[Tensor, "n d"],
    values: Float[Tensor, "n e"],
    weights: Float[Tensor, "m e"],
) -> tuple[float, float, float]:
    """Measure how much an attention's inputs can learn.

    Args:
        attention: the function to look at.
        queries: where its gradients are taken.
        keys: the same.
        values: the same.
        weights: the loss is the sum of out * weights.

    Returns:
        The Frobenius norms of the gradients with respect to queries, keys and
        values; 0.0 where no gradient arrives.
    """
    leaves = [x.detach().clone().requires_grad_() for x in (queries, keys, values)]
    loss = (attention(*leaves) * weights).sum()
    # Through an index no gradient flows at all: torch gives None, which means 0.
    gradients = torch.autograd.grad(loss, leaves, allow_unused=True)
    q, k, v = (0.0 if g is None else g.norm().item() for g in gradients)
    return q, k, v
