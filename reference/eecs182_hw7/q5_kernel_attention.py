r"""Attention with any similarity, and the linear attention that a kernel allows.

$$ V'_i = \frac{\sum_j \mathrm{sim}(Q_i, K_j)\, V_j}
                {\sum_j \mathrm{sim}(Q_i, K_j)} \qquad (6) $$

(a) The sum below must not be 0. Similarities that are never negative, with a positive
one for each query, suffice; positive ones everywhere all the more.

(b) The polynomial kernel of degree 2 with all constants 1 is

$$ K(q, k) = (q \cdot k + 1)^2
   = \sum_i q_i^2 k_i^2 + 2 \sum_{i<j} q_i q_j k_i k_j + 2 \sum_i q_i k_i + 1 $$

and each term is a product of a function of q and the same function of k:

$$ \phi(x) = \bigl(1,\ \sqrt2\, x_i,\ x_i^2,\ \sqrt2\, x_i x_j \ (i < j)\bigr),
   \qquad C = 1 + D + D + \tfrac{D(D-1)}2 = \tfrac{(D+1)(D+2)}2 $$

(c) Softmax attention takes $N^2$ similarities of width D and averages of width M: time
$N^2 (D + M)$. For the backward pass it keeps the $N^2$ similarities, Q, K and V:
memory $N^2 + N D + N M$.

(d) With $\mathrm{sim}(q, k) = \phi(q) \cdot \phi(k)$ the sums over j do not depend on
the query and are computed once:

$$ V'_i = \frac{\phi(Q_i)^\top \sum_j \phi(K_j) V_j^\top}
               {\phi(Q_i)^\top \sum_j \phi(K_j)} \qquad (8) $$

Time $N C M$, memory $N C + C M$; with $C \sim D^2$ and $M \approx D$ that is $N D^3$
and $N D^2 + D^3$. It is faster than $N^2 D$ where $N > D^2$.

Axes: `n` queries (N in the text), `p` keys, `D` their width, `M` width of the values,
`C` number of features.

Where the original assignment slips: its equation (8) has lost the denominator, and
sim = (q.k)^2, as some read "any constant factor is 1", is another kernel. Note that
(q.k + 1)^2 is 0 where q.k = -1: never negative, but not always positive.

References:
    Katharopoulos et al., "Transformers are RNNs: Fast Autoregressive Transformers
    with Linear Attention", ICML 2020: equations (3) to (6), section 3.2.1 for the
    costs and the polynomial kernel. https://arxiv.org/abs/2006.16236
    Tsai et al., "Transformer Dissection: A Unified Understanding of Transformer's
    Attention via the Lens of Kernel", EMNLP 2019. https://arxiv.org/abs/1908.11775
"""

import math
from collections.abc import Callable

import torch
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
    """Average the values, each weighted by how similar its key is to the query (6)."""
    weights = torch.stack([torch.stack([sim(q, k) for k in K]) for q in Q])  # (n, p)
    return weights @ V / weights.sum(dim=1, keepdim=True)  # (n, M)


def quadratic_kernel(
    q: Float[Tensor, " D"], k: Float[Tensor, " D"]
) -> Float[Tensor, ""]:
    """Return the polynomial kernel of degree 2, with all constants 1."""
    return (q @ k + 1).square()


def feature_map(x: Float[Tensor, "... D"]) -> Float[Tensor, "... C"]:
    """Return the features whose dot products are the quadratic kernel."""
    i, j = torch.triu_indices(x.shape[-1], x.shape[-1], offset=1)
    parts = [
        torch.ones_like(x[..., :1]),  # (..., 1)
        math.sqrt(2) * x,  # (..., D)
        x.square(),  # (..., D)
        math.sqrt(2) * x[..., i] * x[..., j],  # (..., D (D - 1) / 2)
    ]
    return torch.cat(parts, dim=-1)  # (..., C)


def linear_attention(
    Q: Float[Tensor, "n D"],
    K: Float[Tensor, "p D"],
    V: Float[Tensor, "p M"],
    feature_map: FeatureMap,
) -> Float[Tensor, "n M"]:
    """Attention with the similarity phi(q).phi(k), linear in the number of keys (8).

    Numerics:
        Undefined where the similarities of a query sum to 0. The sum over keys comes
        first, so that no (n, p) matrix is ever made.
    """
    phi_q, phi_k = feature_map(Q), feature_map(K)  # (n, C), (p, C)
    summed_values = phi_k.mT @ V  # (C, M)
    normaliser = phi_q @ phi_k.sum(dim=0)  # (n,)
    return phi_q @ summed_values / normaliser[:, None]  # (n, M)
