r"""Queries that make attention select one value, or average two.

$$ \alpha = \mathrm{softmax}(K q), \qquad z = \sum_i \alpha_i v_i $$

without the factor $1/\sqrt{d}$.

(a) z = v_j means that alpha is 1 at j and 0 elsewhere. A softmax never gets there,
but as near as one likes: the query has to match k_j better than every other key,
and by a wide margin. For unit keys that differ, $k_j \cdot k_j = 1$ is above every
$k_i \cdot k_j$, so that $q = c\, k_j$ does it. With
$s = \max_{i \ne j} k_i \cdot k_j$ each other weight is at most
$e^{-c (1 - s)} \alpha_j$, and

$$ 1 - \alpha_j \le (m - 1)\, e^{-c (1 - s)} \le \epsilon
   \quad\text{for}\quad c \ge \frac{\log\big((m - 1) / \epsilon\big)}{1 - s} $$

(b) For orthonormal keys $q = c\, (k_a + k_b)$ has the logits c at a and b and 0
elsewhere:

$$ \alpha_a = \alpha_b = \frac{e^c}{2 e^c + m - 2} \to \tfrac12, \qquad
   \tfrac12 - \alpha_a = \frac{m - 2}{2\, (2 e^c + m - 2)} $$

which is at most epsilon, as is the weight of each other key, for

$$ c \ge \log\Big(\frac{\max(m - 2,\, 2)}{4 \epsilon} - \frac{m - 2}{2}\Big) $$

so c has to grow with the logarithm of the number of keys. (The 2 is for m = 3,
where the one other key gets twice what a and b lack.)

What is not enough in (b): logits of a and b that are only roughly equal. Weights
depend on differences; the logits 100 and 101 differ by 1 percent and share 0.27 to
0.73.

Axes: `m` keys, `d` their width.

References:
    Vaswani et al., "Attention Is All You Need", NeurIPS 2017: section 3.2.1,
    equation (1), here without the scale. https://arxiv.org/abs/1706.03762
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor


def selecting_query(
    K: Float[Tensor, "m d"], j: int, eps: float = 0.001
) -> Float[Tensor, " d"]:
    """Return a query that gives key j a weight of almost 1.

    Args:
        K: keys of length 1, no two the same; there may be more of them than they
            are wide.
        j: the key to select, from 0.
        eps: how far each weight may be from 1 at j and from 0 elsewhere.

    Numerics:
        The nearer another key comes to k_j, the longer the query: at
        $1 - s = 10^{-6}$ it has a length of some $10^7$, and the rounding of the
        keys decides. Two equal keys cannot be told apart at all.
    """
    similarity = K @ K[j]  # (m,), 1 at j
    others = similarity[torch.arange(len(K)) != j]  # (m - 1,)
    margin = 1 - others.max()
    c = math.log(len(others) / eps) / margin
    return c * K[j]


def averaging_query(
    K: Float[Tensor, "m d"], a: int, b: int, eps: float = 0.01
) -> Float[Tensor, " d"]:
    """Return a query that gives the keys a and b a weight of almost 1/2 each.

    Args:
        K: orthonormal keys.
        a: one of the two keys, from 0.
        b: the other one.
        eps: how far each weight may be from 1/2 at a and b and from 0 elsewhere;
            less than 1/2.

    Numerics:
        No longer than it has to be: the logits of a and b are equal up to the
        rounding of the keys, which a long query makes larger.
    """
    rest = len(K) - 2
    c = math.log(max(rest, 2) / (4 * eps) - rest / 2)
    return c * (K[a] + K[b])
