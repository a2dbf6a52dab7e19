"""Dropout acts in eval mode too: functional dropout does not know the mode unless it is told (training=self.training).

Loses: dropout_eval
"""

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
        # [T, B, D] -> [B, nhead, T, d_k]
        T, B, _ = x.shape
        return x.reshape(T, B, self.nhead, self.d_k).permute(1, 2, 0, 3)

    def forward(self, x, mask, padding):
        T, B, D = x.shape
        qkv = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = [self.split(part) for part in qkv.chunk(3, dim=-1)]
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.d_k)
        if mask is not None:
            scores = scores.masked_fill(mask, float("-inf"))
        if padding is not None:
            scores = scores.masked_fill(padding[:, None, None, :], float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        heads = weights @ v  # [B, nhead, T, d_k]
        joined = heads.permute(2, 0, 1, 3).reshape(T, B, D)
        return self.out_proj(joined)


class CustomEncoderLayer(nn.Module):
    def __init__(self, d_model, nhead, dim_feedforward, dropout=0.1):
        super().__init__()
        self.self_attn = MultiHeadAttention(d_model, nhead)
        self.linear1 = nn.Linear(d_model, dim_feedforward)
        self.linear2 = nn.Linear(dim_feedforward, d_model)
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.p = dropout

    def forward(self, src, src_mask=None, src_key_padding_mask=None):
        attended = self.self_attn(src, src_mask, src_key_padding_mask)
        x = self.norm1(src + F.dropout(attended, self.p))
        hidden = F.dropout(F.relu(self.linear1(x)), self.p)
        return self.norm2(x + F.dropout(self.linear2(hidden), self.p))


def validation_loss():
    return train_and_validate(CustomEncoderLayer)
