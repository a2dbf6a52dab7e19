r"""Theory 2: queries that select one value, or average two (code for both parts).

Attention without the factor $1/\sqrt{d}$:

$$ \alpha = \mathrm{softmax}(K q), \qquad z = \sum_i \alpha_i v_i $$

(a) z = v_j: a query that gives nearly all the weight to key j.
(b) z = (v_a + v_b) / 2 for orthonormal keys: a query that gives nearly half of the
weight to each of two keys, and the same to both.

Any such query is right: only the weights alpha that it leads to are looked at. Your
reasons go into `answers.yaml` under `t2_query`.

Axes: `m` keys, `d` their width. Keys come in float32, in some hidden cases in
float64. Return a tensor, an array or a list, of any float type.

References:
    Vaswani et al., "Attention Is All You Need", NeurIPS 2017: section 3.2.1,
    equation (1), here without the scale. https://arxiv.org/abs/1706.03762
"""

from jaxtyping import Float
from torch import Tensor


def selecting_query(
    K: Float[Tensor, "m d"], j: int, eps: float = 0.001
) -> Float[Tensor, " d"]:
    """Return a query that gives key j a weight of almost 1.

    Args:
        K: keys of length 1, no two the same; there may be more of them than they
            are wide, and some may be close to each other.
        j: the key to select, from 0.
        eps: how far each weight may be from 1 at j and from 0 elsewhere.
    """
    raise NotImplementedError("t2 a: which direction, and how long?")


def averaging_query(
    K: Float[Tensor, "m d"], a: int, b: int, eps: float = 0.01
) -> Float[Tensor, " d"]:
    """Return a query that gives the keys a and b a weight of almost 1/2 each.

    Args:
        K: orthonormal keys; they need not be unit vectors of the axes.
        a: one of the two keys, from 0.
        b: the other one.
        eps: how far each weight may be from 1/2 at a and b and from 0 elsewhere.
    """
    raise NotImplementedError("t2 b: which direction, and how long?")
