r"""Question 5: kernelised linear attention (12.5 marks, 2 of them for what you write).

$$ V'_i = \frac{\sum_j \mathrm{sim}(Q_i, K_j)\, V_j}
                {\sum_j \mathrm{sim}(Q_i, K_j)} \qquad (6) $$

(a) Which condition on sim keeps V' finite? (b) Write attention for any sim; the
quadratic kernel, which is the polynomial kernel of degree 2 with *all* constants 1,
the one that is added to q.k included; and its feature map. (c) What does softmax
attention cost? (d) With sim(q, k) = phi(q).phi(k), write attention so that its cost is
linear in the number of keys:

$$ V'_i = \frac{\phi(Q_i)^\top \sum_j \phi(K_j) V_j^\top}
               {\phi(Q_i)^\top \sum_j \phi(K_j)} \qquad (8) $$

(the original has lost the denominator). What does it cost, and when is it faster?
Choices, formulas and costs go into `answers.yaml`, the derivations into `prose`.

Axes: `n` queries (N in the text), `p` keys, `D` their width, `M` width of the values,
`C` number of features.
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor

Similarity = Callable[[Float[Tensor, " D"], Float[Tensor, " D"]], Float[Tensor, ""]]
"""From one query and one key to a number."""
FeatureMap = Callable[[Float[Tensor, "... D"]], Float[Tensor, "... C"]]
"""From rows of width D to rows of width C."""


def attention(
    Q: Float[Tensor, "n D"],
    K: Float[Tensor, "p D"],
    V: Float[Tensor, "p M"],
    sim: Similarity,
) -> Float[Tensor, "n M"]:
    """Average the values, each weighted by how similar its key is to the query (6).

    Args:
        Q: the queries.
        K: the keys.
        V: their values.
        sim: called as sim(q, k) with one query and one key, both of shape [D].
    """
    raise NotImplementedError("q5 (b): equation (6) for any similarity")


def quadratic_kernel(
    q: Float[Tensor, " D"], k: Float[Tensor, " D"]
) -> Float[Tensor, ""]:
    """Return the polynomial kernel of degree 2, with all constants 1."""
    raise NotImplementedError("q5 (b): the quadratic kernel of two vectors")


def feature_map(x: Float[Tensor, "... D"]) -> Float[Tensor, "... C"]:
    """Return the features whose dot products are the quadratic kernel.

    Their order is free, and so is C up to 2 (D + 1)^2.
    """
    raise NotImplementedError("q5 (b): phi with phi(q).phi(k) = K(q, k)")


def linear_attention(
    Q: Float[Tensor, "n D"],
    K: Float[Tensor, "p D"],
    V: Float[Tensor, "p M"],
    feature_map: FeatureMap,
) -> Float[Tensor, "n M"]:
    """Attention with the similarity phi(q).phi(k), linear in the number of keys (8).

    Args:
        Q: the queries.
        K: the keys.
        V: their values.
        feature_map: phi; acts on each row.
    """
    raise NotImplementedError("q5 (d): equation (8), its denominator included")
