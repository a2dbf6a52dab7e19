"""A Transformer encoder layer: each norm after its sum, ReLU, no dropout.

Axes: `b` sequences, `t` positions, `d` features (64 in 4 heads).

References:
    Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
    https://arxiv.org/abs/1706.03762
"""

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn


class EncoderLayer(nn.Module):
    """Self-attention and a feed-forward network, each with a sum and a norm."""

    def __init__(self, d_model: int = 64, n_heads: int = 4, d_ff: int = 256) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.joined = nn.Linear(d_model, d_model)
        self.wide = nn.Linear(d_model, d_ff)
        self.narrow = nn.Linear(d_ff, d_model)
        self.norm_1 = nn.LayerNorm(d_model)
        self.norm_2 = nn.LayerNorm(d_model)

    def attention(
        self, x: Float[Tensor, "b t d"], padding: Bool[Tensor, "b t"] | None = None
    ) -> Float[Tensor, "b t d"]:
        """Mix the positions; nobody looks where `padding` is True."""
        Q, K, V = (
            layer(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )  # (b, heads, t, d / heads)
        scores = Q @ K.mT / math.sqrt(Q.shape[-1])  # (b, heads, t, t)
        if padding is not None:
            scores = scores.masked_fill(padding[:, None, None, :], -math.inf)
        mixed = torch.softmax(scores, dim=-1) @ V
        return self.joined(mixed.transpose(1, 2).flatten(2))

    def forward(
        self, x: Float[Tensor, "b t d"], padding: Bool[Tensor, "b t"] | None = None
    ) -> Float[Tensor, "b t d"]:
        """Return the layer's output for every position."""
        x = self.norm_1(x + self.attention(x, padding))
        return self.norm_2(x + self.narrow(torch.relu(self.wide(x))))
