r"""Questions 12 and 13: attention for sequence-to-sequence models (4.5 by machine).

The statements of these questions were not recovered; they are inferred from
answers to them, and the marks are proposals.

$$ e_t = q^\top k_t \qquad \alpha = \text{softmax of } e \text{ over the real tokens},
   \qquad c = \sum_t \alpha_t v_t $$

without any scaling, and, with a small network in place of the product,

$$ e_t = v^\top \tanh(W_q\, q + W_k\, k_t) $$

Axes: `b` sentences, `t` tokens of the source, `d` width of queries and keys, `v`
width of values, `a` width of the network of the additive score. Inputs are float32,
some hidden cases float64; scores may be large. Return tensors or arrays.

What you saw without the end-of-sentence token, and without attention, goes into
`answers.yaml` under `q12_13_attention`.
"""

from jaxtyping import Bool, Float
from torch import Tensor


def attention_step(
    query: Float[Tensor, "b d"],
    keys: Float[Tensor, "b t d"],
    values: Float[Tensor, "b t v"],
    mask: Bool[Tensor, "b t"],
) -> tuple[Float[Tensor, "b v"], Float[Tensor, "b t"]]:
    """Let one step of the decoder look at the source.

    Args:
        query: the decoder's state.
        keys: what the query is compared with, for each token of the source.
        values: what is averaged.
        mask: True for a real token, False for padding; at least one True a row.

    Returns:
        The context and the weights, which are 0 at padding.
    """
    raise NotImplementedError("Question 12: weights and context of one step")


def additive_score(
    query: Float[Tensor, "b d"],
    keys: Float[Tensor, "b t d"],
    W_q: Float[Tensor, "a d"],
    W_k: Float[Tensor, "a d"],
    v: Float[Tensor, " a"],
) -> Float[Tensor, "b t"]:
    """Score every key with a network of one hidden layer.

    Args:
        query: the decoder's state.
        keys: one for each token of the source.
        W_q: the hidden layer's weights for the query.
        W_k: the hidden layer's weights for a key.
        v: the weights of the output.
    """
    raise NotImplementedError("Question 13: the additive score")
