"""Question 2."""

import math

import torch
from torch import nn


class EncoderLayer(nn.Module):
    def __init__(self, d_model=64, n_heads=4, d_ff=256):
        super().__init__()
        self.h, self.d_k = n_heads, d_model // n_heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.joined = nn.Linear(d_model, d_model)
        self.wide = nn.Linear(d_model, d_ff)
        self.narrow = nn.Linear(d_ff, d_model)
        self.norm_1 = nn.LayerNorm(d_model)
        self.norm_2 = nn.LayerNorm(d_model)

    def heads(self, x):
        batch, length, _ = x.shape
        return x.view(batch, length, self.h, self.d_k).permute(0, 2, 1, 3)

    def attention(self, x, padding=None):
        batch, length, d = x.shape
        q = self.heads(self.query(x))
        k = self.heads(self.key(x))
        v = self.heads(self.value(x))
        scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(self.d_k)
        if padding is not None:
            scores = scores.masked_fill(padding[:, None, None, :], float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        mixed = torch.matmul(weights, v).permute(0, 2, 1, 3).reshape(batch, length, d)
        return self.joined(mixed)

    def forward(self, x, padding=None):
        x = self.norm_1(x + self.attention(x, padding))
        x = self.norm_2(x + self.narrow(torch.relu(self.wide(x))))
        return x
