r"""Attention for sequence-to-sequence models.

$$ e_t = q^\top k_t, \qquad
   \alpha_t = \frac{\exp(e_t)}{\sum_{t' \text{ real}} \exp(e_{t'})}
   \text{ where token } t \text{ is real, else } 0, \qquad
   c = \sum_t \alpha_t v_t $$

and, with a small network in place of the product,

$$ e_t = v^\top \tanh(W_q\, q + W_k\, k_t) $$

Axes: `b` sentences, `t` tokens of the source, `d` width of queries and keys, `v`
width of values, `a` width of the network of the additive score.

Without attention the decoder sees the source through one vector of fixed length,
whatever the source's length; with it, each step of the decoder looks back at all
positions and weighs them anew.

The score here is not scaled. (The 1 / sqrt(d) belongs to the Transformer.)

References:
    Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to
    Align and Translate", ICLR 2015, section 3.1, equations (5) and (6);
    the additive score, appendix A.1.2. https://arxiv.org/abs/1409.0473
    Luong, Pham and Manning, "Effective Approaches to Attention-based Neural
    Machine Translation", EMNLP 2015, section 3.1, equations (7) and (8): the
    score `dot`. https://arxiv.org/abs/1508.04025
"""

import math

import torch
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
        The context and the weights, which sum to 1 over the real tokens.

    Numerics:
        A padded score is -inf before the softmax, so that its weight is exactly
        0. `softmax` takes the largest score out first, so that none overflows.
    """
    scores = (keys @ query[:, :, None]).squeeze(-1)  # (b, t, d) (b, d, 1) -> (b, t)
    scores = scores.masked_fill(~mask, -math.inf)
    weights = torch.softmax(scores, dim=-1)  # (b, t)
    context = (weights[:, None, :] @ values).squeeze(1)  # (b, 1, t) (b, t, v) -> (b, v)
    return context, weights


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
    from_query = query @ W_q.mT  # (b, a)
    from_keys = keys @ W_k.mT  # (b, t, a)
    return torch.tanh(from_query[:, None, :] + from_keys) @ v  # (b, t)
