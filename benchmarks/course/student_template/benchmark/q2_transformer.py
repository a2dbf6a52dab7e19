"""A Transformer encoder layer: each norm after its sum, ReLU, no dropout.

Axes: `b` sequences, `t` positions, `d` features (64 in 4 heads).

References:
    Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
    https://arxiv.org/abs/1706.03762
"""

from jaxtyping import Bool, Float
from torch import Tensor, nn


class EncoderLayer(nn.Module):
    """Self-attention and a feed-forward network, each with a sum and a norm.

    The layers are `query`, `key`, `value`, `joined`, `wide`, `narrow`, `norm_1` and
    `norm_2`.
    """

    def __init__(self, d_model: int = 64, n_heads: int = 4, d_ff: int = 256) -> None:
        super().__init__()
        raise NotImplementedError("q2: init")

    def attention(
        self, x: Float[Tensor, "b t d"], padding: Bool[Tensor, "b t"] | None = None
    ) -> Float[Tensor, "b t d"]:
        """Mix the positions; nobody looks where `padding` is True."""
        raise NotImplementedError("q2: attention")

    def forward(
        self, x: Float[Tensor, "b t d"], padding: Bool[Tensor, "b t"] | None = None
    ) -> Float[Tensor, "b t d"]:
        """Return the layer's output for every position."""
        raise NotImplementedError("q2: forward")
