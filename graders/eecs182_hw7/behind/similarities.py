"""Similarities and a feature map to attend with, on the student's side."""

import math

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional


def softmax(q: Float[Tensor, " D"], k: Float[Tensor, " D"]) -> Float[Tensor, ""]:
    """The similarity of softmax attention."""
    return torch.exp(q @ k / math.sqrt(len(q)))


def lopsided(q: Float[Tensor, " D"], k: Float[Tensor, " D"]) -> Float[Tensor, ""]:
    """A similarity that changes when query and key change places."""
    return 0.1 + (q - 2 * k).square().sum()


def bell(q: Float[Tensor, " D"], k: Float[Tensor, " D"]) -> Float[Tensor, ""]:
    """A similarity that falls with the distance of query and key."""
    return torch.exp(-(q - k).square().sum() / 2)


def elu(x: Float[Tensor, "... D"]) -> Float[Tensor, "... D"]:
    """Positive features, as many as there are components."""
    return functional.elu(x) + 1


def quadratic(x: Float[Tensor, "... D"]) -> Float[Tensor, "... C"]:
    """All products of two of (1, x), each in both orders: C = (D + 1)^2."""
    longer = torch.cat([torch.ones_like(x[..., :1]), x], dim=-1)  # (..., D + 1)
    return (longer[..., :, None] * longer[..., None, :]).flatten(-2)  # (..., C)
