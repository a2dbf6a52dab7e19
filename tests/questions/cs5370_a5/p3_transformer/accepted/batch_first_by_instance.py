"""Batch first, said by the object; scores by einsum, masks added as 0 and -inf."""

import math

import torch
import torch.nn.functional as F
from lm_setup import train_and_validate
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, nhead):
        super().__init__()
        self.nhead = nhead
        self.d_k = d_model // nhead
        self.in_proj_weight = nn.Parameter(torch.empty(3 * d_model, d_model))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * d_model))
        self.out_proj = nn.Linear(d_model, d_model)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def split(self, x):
        # [B, T, D] -> [B, T, nhead, d_k]
        return x.unflatten(-1, (self.nhead, self.d_k))

    def forward(self, x, mask, padding):
        qkv = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = [self.split(part) for part in qkv.chunk(3, dim=-1)]
        scores = torch.einsum("bqhd,bkhd->bhqk", q, k) * self.d_k**-0.5
        if mask is not None:
            scores = scores + self.additive(mask, scores)
        if padding is not None:
            scores = scores + self.additive(padding, scores)[:, None, None, :]
        weights = torch.softmax(scores, dim=-1)
        heads = torch.einsum("bhqk,bkhd->bqhd", weights, v)
        return self.out_proj(heads.flatten(-2))

    def additive(self, mask, like):
        zeros = torch.zeros(mask.shape, dtype=like.dtype)
        return zeros.masked_fill(mask, -math.inf)


class CustomEncoderLayer(nn.Module):
    def __init__(self, d_model, nhead, dim_feedforward, dropout=0.1):
        super().__init__()
        self.batch_first = True
        self.self_attn = MultiHeadAttention(d_model, nhead)
        self.linear1 = nn.Linear(d_model, dim_feedforward)
        self.linear2 = nn.Linear(dim_feedforward, d_model)
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.dropout = nn.Dropout(dropout)

    def forward(self, src, src_mask=None, src_key_padding_mask=None):
        attended = self.self_attn(src, src_mask, src_key_padding_mask)
        x = self.norm1(src + self.dropout(attended))
        hidden = self.dropout(F.relu(self.linear1(x)))
        return self.norm2(x + self.dropout(self.linear2(hidden)))


def validation_loss():
    return train_and_validate(CustomEncoderLayer)
