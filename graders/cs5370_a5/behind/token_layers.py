"""Layers that theory 1(d) is asked about, made for `d` features.

Each maker returns a function from [..., t, d] to [..., t, d_out], smooth, for any
number of tokens and any floating type. The weights are drawn once, when the layer
is made, so that a layer may be run under `vmap`.
"""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

Layer = Callable[[Float[Tensor, "... t d"]], Float[Tensor, "... t d_out"]]


def ffn(d: int) -> Layer:
    """Two linear maps of every token with a smooth function between them."""
    W_1, W_2 = _matrix(d, 3 * d), _matrix(3 * d, d + 1)
    return lambda x: functional.gelu(x @ W_1.to(x)) @ W_2.to(x)


def layernorm(d: int) -> Layer:
    """Layer norm without weights of its own."""
    return lambda x: functional.layer_norm(x, (d,))


def attention(d: int) -> Layer:
    """Self-attention of one head, every token to every token."""
    return _attention(d, is_causal=False)


def causal(d: int) -> Layer:
    """Self-attention of one head, no token to a later one."""
    return _attention(d, is_causal=True)


def conv(d: int) -> Layer:
    """A convolution over three neighbouring tokens, with zeros beyond the ends."""
    before, here, after = (_matrix(d, d + 2) for _ in range(3))

    def layer(x: Tensor) -> Tensor:
        t = x.shape[-2]
        padded = functional.pad(x, (0, 0, 1, 1))  # (..., t + 2, d)
        return torch.tanh(
            padded[..., :t, :] @ before.to(x)
            + x @ here.to(x)
            + padded[..., 2:, :] @ after.to(x)
        )

    return layer


def batchnorm(_: int) -> Layer:
    """Batch norm in train mode: every feature is normed over the tokens."""

    def layer(x: Tensor) -> Tensor:
        mean = x.mean(dim=-2, keepdim=True)  # (..., 1, d)
        variance = (x - mean).square().mean(dim=-2, keepdim=True)  # (..., 1, d)
        return (x - mean) / torch.sqrt(variance + 1e-5)

    return layer


def _attention(d: int, *, is_causal: bool) -> Layer:
    W_q, W_k, W_v = (_matrix(d, d) for _ in range(3))

    def layer(x: Tensor) -> Tensor:
        Q, K, V = (x @ W.to(x) for W in (W_q, W_k, W_v))
        # Small scores: no weight is so near 0 that it could be missed.
        scores = torch.tanh(Q @ K.mT / math.sqrt(d))  # (..., t, t)
        if is_causal:
            later = torch.ones_like(scores).triu(diagonal=1) > 0
            scores = scores.masked_fill(later, -math.inf)
        return torch.softmax(scores, dim=-1) @ V

    return layer


def _matrix(rows: int, columns: int) -> Tensor:
    return torch.randn(rows, columns) / math.sqrt(rows)
