"""Loaded on the student's side: sub-layers to build blocks from, and a block.

The block is neither of the two that the question asks for.
"""

import torch
from torch import nn


class Attention(nn.Module):
    """Self-attention with one head; weights of shape (4, d, d)."""

    def __init__(self, weights):
        super().__init__()
        self.weights = nn.Parameter(weights.clone())

    def forward(self, x):
        """Mix the tokens of (b, t, d)."""
        w_q, w_k, w_v, w_o = self.weights
        mixed = nn.functional.scaled_dot_product_attention(x @ w_q, x @ w_k, x @ w_v)
        return mixed @ w_o


class FeedForward(nn.Module):
    """Two matrices, (d, ff) and (ff, d), with a ReLU between."""

    def __init__(self, w1, w2):
        super().__init__()
        self.w1 = nn.Parameter(w1.clone())
        self.w2 = nn.Parameter(w2.clone())

    def forward(self, x):
        """Transform every token of (b, t, d)."""
        return torch.relu(x @ self.w1) @ self.w2


class Norm(nn.Module):
    """A layer norm with given weight and bias, (2, d)."""

    def __init__(self, scale_and_shift):
        super().__init__()
        self.scale_and_shift = nn.Parameter(scale_and_shift.clone())

    def forward(self, x):
        """Normalise every token of (b, t, d)."""
        return nn.functional.layer_norm(x, x.shape[-1:], *self.scale_and_shift)


def layer(weights):
    """Return attention, feed-forward network and both norms."""
    return (
        Attention(weights["attn"]),
        FeedForward(weights["w1"], weights["w2"]),
        Norm(weights["ln1"]),
        Norm(weights["ln2"]),
    )


def block(x, attn, ffn, ln1, ln2):
    """One sub-layer inside the other: no block of the question's."""
    return ln2(x + ffn(attn(ln1(x))))


class Deep:
    """A stack of blocks as a function of the last block's `w2`."""

    def __init__(self, block, weights, x, final_ln=None):
        self._block, self._x, self._final = block, x, final_ln
        self._layers = [layer(some) for some in weights]

    def __call__(self, w2):
        """Return what comes out of the stack, (b, t, d)."""
        last = self._layers[-1][1]
        del last.w2
        last.w2 = w2
        y = self._x
        for one in self._layers:
            y = self._block(y, *one)
        return y if self._final is None else self._final(y)
