"""Attentions to look at, on the student's side: their gradients must flow."""

import torch
from jaxtyping import Float
from torch import Tensor


def soft(
    queries: Float[Tensor, "m d"],
    keys: Float[Tensor, "n d"],
    values: Float[Tensor, "n e"],
) -> Float[Tensor, "m e"]:
    """Average all values, weighted by the softmax of the scores."""
    return torch.softmax(queries @ keys.mT, dim=1) @ values


def hard(
    queries: Float[Tensor, "m d"],
    keys: Float[Tensor, "n d"],
    values: Float[Tensor, "n e"],
) -> Float[Tensor, "m e"]:
    """Take one value for each query, by an index that no gradient passes."""
    with torch.no_grad():
        scores = queries @ keys.mT  # (m, n)
        chosen = scores >= scores.amax(dim=1, keepdim=True)  # (m, n), one True a row
    return chosen.to(values.dtype) @ values
