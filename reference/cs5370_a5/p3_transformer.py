r"""One layer of the Transformer's encoder, and a small language model's loss with it.

The layer has two sub-layers, each with a residual connection and a layer norm
*after* the sum (post-LN):

$$ x' = \mathrm{LN}_1(x + \mathrm{drop}(\mathrm{MHA}(x))), \qquad
   y  = \mathrm{LN}_2(x' + \mathrm{drop}(\mathrm{FFN}(x'))) $$

$$ \mathrm{FFN}(x) = \mathrm{drop}(\max(0, x W_1^\top + b_1))\, W_2^\top + b_2 $$

$$ \mathrm{MHA}(x) = \mathrm{Concat}(\mathrm{head}_1, \ldots, \mathrm{head}_h)\,
   W_O^\top + b_O, \qquad
   \mathrm{head}_i = \mathrm{softmax}\!\left(
   \frac{Q_i K_i^\top}{\sqrt{d_k}} + M\right) V_i $$

$$ Q = x W_Q^\top + b_Q, \quad K = x W_K^\top + b_K, \quad V = x W_V^\top + b_V $$

where head `i` sees the `i`-th block of `d_k = d / h` columns of Q, K and V, and
`M` is $-\infty$ where a key may not be attended and 0 elsewhere.

Axes: `t` positions of a sequence (`q` and `k` where they ask and answer), `b`
sequences of a batch, `d` width of the model, `h` heads, `d_k` width of a head,
`ff` width of the feed-forward sub-layer.

The parameters are named and laid out as those of `torch.nn.TransformerEncoderLayer`,
so that the given weights load: `self_attn.in_proj_weight` is $W_Q$, $W_K$ and $W_V$
on top of each other.

References:
    Vaswani et al., "Attention Is All You Need", NeurIPS 2017: section 3.1 (the
    layer), 3.2.1 equation (1) and 3.2.2 (attention), 3.3 equation (2) (the
    feed-forward network), 5.4 (dropout). https://arxiv.org/abs/1706.03762
    Xiong et al., "On Layer Normalization in the Transformer Architecture", ICML
    2020, section 3.1 and table 1 (post-LN beside pre-LN).
    https://arxiv.org/abs/2002.04745
"""

import math

import torch
from jaxtyping import Bool, Float
from lm_setup import logits, train, train_and_validate
from torch import Tensor, nn
from torch.nn import functional


class CustomEncoderLayer(nn.Module):
    """Mixes the tokens of a sequence, then transforms each token by itself.

    Args:
        d_model: width `d` of a token; a multiple of `nhead`.
        nhead: how many heads share that width.
        dim_feedforward: width `ff` between the two linear maps.
        dropout: probability of dropping a value; acts in train mode only.
    """

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.self_attn = _SelfAttention(d_model, nhead)
        self.linear1 = nn.Linear(d_model, dim_feedforward)
        self.linear2 = nn.Linear(dim_feedforward, d_model)
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        src: Float[Tensor, "t b d"],
        src_mask: Bool[Tensor, "t t"] | None = None,
        src_key_padding_mask: Bool[Tensor, "b t"] | None = None,
    ) -> Float[Tensor, "t b d"]:
        """Encode a batch of sequences.

        Args:
            src: the tokens, positions first.
            src_mask: row = query, column = key; True where it may not be attended.
            src_key_padding_mask: True where a position is padding, which no query
                of its sequence may attend.

        Numerics:
            A query that may attend no key at all yields NaN. `LayerNorm` takes the
            variance in two passes, around the mean.
        """
        attended = self.self_attn(src, src_mask, src_key_padding_mask)
        x = self.norm1(src + self.dropout(attended))
        hidden = self.dropout(torch.relu(self.linear1(x)))  # (t, b, ff)
        y: Tensor = self.norm2(x + self.dropout(self.linear2(hidden)))  # (t, b, d)
        return y


def validation_loss() -> float:
    """Return the validation loss of the given language model with this layer.

    30 steps of gradient descent in a fixed order without dropout: 1.42161.

    Numerics:
        In so short a training correct layers stay together (2e-8 apart in float32
        and float64) and wrong ones away (8e-4 at least); in a longer one the first
        drift apart, and the second learn the task as well.
    """
    loss: float = train_and_validate(CustomEncoderLayer)
    return loss


def _logits_after_training(steps: int, order_seed: int) -> Float[Tensor, "n t v"]:
    """Return what the given language model says once it was trained with this layer.

    Args:
        steps: how many batches it is trained on.
        order_seed: in which order the lines come.

    Returns:
        float64, the scores of the next word on the validation lines.
    """
    model = train(CustomEncoderLayer, steps, order_seed=order_seed, dtype="float64")
    scores: Tensor = logits(model)
    return scores


class _SelfAttention(nn.Module):
    """Lets every token gather from all tokens of its sequence, once for each head."""

    def __init__(self, d_model: int, nhead: int) -> None:
        super().__init__()
        self.nhead = nhead
        self.in_proj_weight = nn.Parameter(torch.empty(3 * d_model, d_model))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * d_model))
        self.out_proj = nn.Linear(d_model, d_model)
        nn.init.zeros_(self.out_proj.bias)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def forward(
        self,
        x: Float[Tensor, "t b d"],
        mask: Bool[Tensor, "t t"] | None,
        padding: Bool[Tensor, "b t"] | None,
    ) -> Float[Tensor, "t b d"]:
        """Attend, where the masks are not True.

        Numerics:
            Masked scores are -inf before the softmax, so that masked keys get a
            weight of exactly 0; the softmax subtracts each row's maximum first.
        """
        t, b, d = x.shape
        d_k = d // self.nhead
        projected = functional.linear(x, self.in_proj_weight, self.in_proj_bias)
        Q, K, V = (
            part.view(t, b, self.nhead, d_k).permute(1, 2, 0, 3)  # (b, h, t, d_k)
            for part in projected.chunk(3, dim=-1)  # (t, b, 3 d) -> 3 of (t, b, d)
        )
        scores = Q @ K.mT / math.sqrt(d_k)  # (b, h, q, k)
        if mask is not None:
            scores = scores.masked_fill(mask, -math.inf)
        if padding is not None:
            scores = scores.masked_fill(padding[:, None, None, :], -math.inf)
        weights = torch.softmax(scores, dim=-1)  # (b, h, q, k), rows sum to 1
        heads = weights @ V  # (b, h, q, d_k)
        joined = heads.permute(2, 0, 1, 3).reshape(t, b, d)  # heads side by side
        out: Tensor = self.out_proj(joined)
        return out
