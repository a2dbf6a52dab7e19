"""The scores are divided by the square root of d_model; it must be the width of one head, d_model / nhead.

Loses: attention_ffn, val_loss
"""

import math

import lm_setup
import torch
from torch import nn


class CustomEncoderLayer(nn.Module):
    """Separate projections, one head after the other, own layer norm."""

    def __init__(self, d_model, nhead, dim_feedforward, dropout=0.1):
        super().__init__()
        self.nhead = nhead
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)
        self.ffn = nn.Sequential(
            nn.Linear(d_model, dim_feedforward),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(dim_feedforward, d_model),
        )
        self.gamma1 = nn.Parameter(torch.ones(d_model))
        self.beta1 = nn.Parameter(torch.zeros(d_model))
        self.gamma2 = nn.Parameter(torch.ones(d_model))
        self.beta2 = nn.Parameter(torch.zeros(d_model))
        self.drop = nn.Dropout(dropout)

    def load_reference(self, sd):
        w = torch.tensor_split(sd["self_attn.in_proj_weight"], 3)
        b = torch.tensor_split(sd["self_attn.in_proj_bias"], 3)
        new = {
            "query.weight": w[0],
            "query.bias": b[0],
            "key.weight": w[1],
            "key.bias": b[1],
            "value.weight": w[2],
            "value.bias": b[2],
            "out.weight": sd["self_attn.out_proj.weight"],
            "out.bias": sd["self_attn.out_proj.bias"],
            "ffn.0.weight": sd["linear1.weight"],
            "ffn.0.bias": sd["linear1.bias"],
            "ffn.3.weight": sd["linear2.weight"],
            "ffn.3.bias": sd["linear2.bias"],
            "gamma1": sd["norm1.weight"],
            "beta1": sd["norm1.bias"],
            "gamma2": sd["norm2.weight"],
            "beta2": sd["norm2.bias"],
        }
        self.load_state_dict(new)

    def norm(self, x, gamma, beta):
        mean = x.mean(-1, keepdim=True)
        var = ((x - mean) ** 2).mean(-1, keepdim=True)
        return gamma * (x - mean) / torch.sqrt(var + 1e-5) + beta

    def attention(self, x, mask, padding):
        q, k, v = self.query(x), self.key(x), self.value(x)
        heads = []
        for qi, ki, vi in zip(
            q.chunk(self.nhead, -1), k.chunk(self.nhead, -1), v.chunk(self.nhead, -1)
        ):
            # [T, B, d_k] -> [B, T, T]
            scores = torch.bmm(qi.permute(1, 0, 2), ki.permute(1, 2, 0))
            scores = scores / math.sqrt(q.shape[-1])
            if mask is not None:
                scores = scores.masked_fill(mask, -1e9)
            if padding is not None:
                scores = scores.masked_fill(padding.unsqueeze(1), -1e9)
            heads.append(torch.bmm(scores.softmax(-1), vi.permute(1, 0, 2)))
        return self.out(torch.cat(heads, -1).permute(1, 0, 2))

    def forward(self, src, src_mask=None, src_key_padding_mask=None):
        a = self.drop(self.attention(src, src_mask, src_key_padding_mask))
        x = self.norm(src + a, self.gamma1, self.beta1)
        return self.norm(x + self.drop(self.ffn(x)), self.gamma2, self.beta2)


def validation_loss():
    return lm_setup.train_and_validate(CustomEncoderLayer)
