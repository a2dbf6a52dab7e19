"""Alternating steps on p q: p goes down, then q goes up with the new p."""

import torch
from jaxtyping import Float
from torch import Tensor


def alternating(
    p: float, q: float, step: float, count: int
) -> Float[Tensor, "count+1 2"]:
    """Return the pairs (p, q) from the start to the last step, in float64."""
    rows = [(p, q)]
    for _ in range(count):
        p = p - step * q
        q = q + step * p
        rows.append((p, q))
    return torch.tensor(rows, dtype=torch.float64)
