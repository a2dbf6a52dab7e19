"""Programming 3: one layer of the Transformer's encoder."""

import math

import torch
from jaxtyping import Bool, Float
from lm_setup import train_and_validate
from torch import Tensor, nn


class SelfAttention(nn.Module):
    """Multi-head attention with the parameter names of nn.MultiheadAttention."""

    def __init__(self, d_model: int, nhead: int) -> None:
        super().__init__()
        self.nhead = nhead
        self.in_proj_weight = nn.Parameter(torch.empty(3 * d_model, d_model))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * d_model))
        self.out_proj = nn.Linear(d_model, d_model)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def forward(
        self,
        x: Float[Tensor, "t b d"],
        mask: Bool[Tensor, "t t"] | None,
        padding: Bool[Tensor, "b t"] | None,
    ) -> Float[Tensor, "t b d"]:
        t, b, d = x.shape
        d_k = d // self.nhead
        qkv = x @ self.in_proj_weight.T + self.in_proj_bias  # t b 3d
        q, k, v = qkv.reshape(t, b, 3, self.nhead, d_k).permute(2, 1, 3, 0, 4)
        scores = q @ k.transpose(-1, -2) / math.sqrt(d_k)  # b h t t
        if mask is not None:
            scores = scores.masked_fill(mask, float("-inf"))
        if padding is not None:
            scores = scores.masked_fill(padding[:, None, None, :], float("-inf"))
        out = scores.softmax(dim=-1) @ v  # b h t d_k
        return self.out_proj(out.permute(2, 0, 1, 3).reshape(t, b, d))


class CustomEncoderLayer(nn.Module):
    """Mixes the tokens of a sequence, then transforms each token by itself."""

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.self_attn = SelfAttention(d_model, nhead)
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
        """Encode a batch of sequences."""
        attended = self.self_attn(src, src_mask, src_key_padding_mask)
        x = self.norm1(src + self.dropout(attended))
        hidden = self.dropout(torch.relu(self.linear1(x)))
        return self.norm2(x + self.dropout(self.linear2(hidden)))


def validation_loss() -> float:
    """Return the validation loss of the given model with this layer."""
    return train_and_validate(CustomEncoderLayer)
