r"""Programming 3: one layer of the Transformer's encoder (7 marks).

Write the layer, and report the validation loss of a given language model with it.

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

Axes: `t` positions of a sequence, `b` sequences of a batch, `d` width of the model,
`h` heads, `d_k` width of a head, `ff` width of the feed-forward sub-layer.

What you may use: `nn.MultiheadAttention`, or an attention of your own, and anything
smaller. `nn.TransformerEncoderLayer`, `nn.TransformerEncoder`, `nn.Transformer` and
the operator behind them are the answer itself: neither use nor subclass them. (To
compare with them at home is fine, in a function that your layer does not call.)

What is tried with your layer:

- Given weights are loaded with `load_state_dict` under the names of
  `nn.TransformerEncoderLayer`: `self_attn.in_proj_weight` ($W_Q$, $W_K$ and $W_V$
  on top of each other), `self_attn.in_proj_bias`, `self_attn.out_proj.weight` and
  `.bias`, and `weight` and `bias` of `linear1`, `linear2`, `norm1` and `norm2`. If
  your names differ, give the class a method `load_reference(self, state)` that
  copies this dictionary into your parameters.
- If your layer takes and gives [B, T, D], set `batch_first = True` in the class.
- It must run in float32 and in float64.

References:
    Vaswani et al., "Attention Is All You Need", NeurIPS 2017, sections 3.1 to 3.3
    and 5.4. https://arxiv.org/abs/1706.03762
"""

from jaxtyping import Bool, Float
from lm_setup import train_and_validate  # noqa: F401  (for validation_loss)
from torch import Tensor, nn


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
        raise NotImplementedError(
            "p3: make the attention, the two linear maps, the two norms, the dropout"
        )

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
        """
        raise NotImplementedError("p3: the two sub-layers, each summed, then normed")


def validation_loss() -> float:
    """Return the validation loss of the given language model with this layer.

    Call `train_and_validate` of `lm_setup.py` with your class, and write the number
    into `answers.yaml` (`p3_transformer: validation_loss`). Your marks come from the
    layer, which is trained again, with the lines in another order.
    """
    raise NotImplementedError("p3: train_and_validate with the class above")
