"""The tokens are returned window by window; they belong at their places on the grid.

Loses: cheaper, local_context
"""

import math
import torch
import torch.nn as nn
import torch.nn.functional as F


def windows(x, m=8):
    B, H, W, C = x.shape
    x = x.view(B, H // m, m, W // m, m, C).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(-1, m * m, C)


def back(y, B, H, W, m=8):
    y = y.view(B, H // m, W // m, m, m, -1).permute(0, 1, 3, 2, 4, 5)
    return y.reshape(B, H, W, -1)


class Block(nn.Module):
    def __init__(self, dim=32, shift=0):
        super().__init__()
        self.shift = shift
        self.q = nn.Linear(dim, dim)
        self.k = nn.Linear(dim, dim)
        self.v = nn.Linear(dim, dim)
        self.o = nn.Linear(dim, dim)

    def forward(self, x):
        B, H, W, C = x.shape
        if self.shift:
            x = torch.roll(x, (-self.shift, -self.shift), (1, 2))
        w = windows(x)
        q, k, v = self.q(w), self.k(w), self.v(w)
        att = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(C), dim=-1)
        y = self.o(att @ v)
        if self.shift:
            y = torch.roll(y, (self.shift, self.shift), (1, 2))
        return y
