"""Question 2."""

import torch.nn.functional as F
from torch import nn


class EncoderLayer(nn.Module):
    def __init__(self, d_model=64, n_heads=4, d_ff=256):
        super().__init__()
        self.n_heads = n_heads
        for name in ("query", "key", "value", "joined"):
            self.add_module(name, nn.Linear(d_model, d_model))
        self.wide, self.narrow = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)
        self.norm_1, self.norm_2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)

    def attention(self, x, padding=None):
        q, k, v = (
            f(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
            for f in (self.query, self.key, self.value)
        )
        seen = None if padding is None else ~padding[:, None, None, :]
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=seen)
        return self.joined(y.transpose(1, 2).flatten(2))

    def forward(self, x, padding=None):
        h = self.norm_1(self.attention(x, padding) + x)
        return self.norm_2(self.narrow(F.relu(self.wide(h))) + h)
