r"""Question 4: argmax attention (8.5 marks, 2 of them for what you write).

$$ \mathrm{out}_i = v_{j^*(i)}, \qquad j^*(i) = \arg\max_j\; q_i \cdot k_j $$

(a) Write it, and work out an example by hand: the query (1, 2, -1), the keys (2, 0, 1),
(0, 3, 1), (4, -1, -2), (1, 1, 3) and their values (1, 0, 2), (4, -1, 2), (0, 5, 1),
(2, 2, 2). (The numbers of the original assignment are lost; these are ours.)
(b) Measure which inputs of an attention receive gradients, and say in `answers.yaml`
which of $W_Q$, $W_K$ and $W_V$ can learn where attention is argmax. What that means
for training, and what one would use instead, goes into `prose`.

Axes: `m` queries, `n` keys, `d` width of queries and keys, `e` width of values.
"""

from collections.abc import Callable

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

    The dot products are not scaled. Where several keys share the largest one, the
    first of them counts.
    """
    raise NotImplementedError("q4 (a): the value of the best key")


def gradient_norms(
    attention: Attention,
    queries: Float[Tensor, "m d"],
    keys: Float[Tensor, "n d"],
    values: Float[Tensor, "n e"],
    weights: Float[Tensor, "m e"],
) -> tuple[float, float, float]:
    """Measure how much an attention's inputs can learn.

    Args:
        attention: the function to look at, called as attention(queries, keys, values).
        queries: where its gradients are taken.
        keys: the same.
        values: the same.
        weights: the loss is the sum of out * weights.

    Returns:
        The Frobenius norms of the gradients with respect to queries, keys and
        values; 0.0 where no gradient arrives.
    """
    raise NotImplementedError("q4 (b): three gradients, three norms")
