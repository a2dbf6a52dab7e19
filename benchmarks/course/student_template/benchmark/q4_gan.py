"""Alternating steps on p q: p goes down, then q goes up with the new p."""

from jaxtyping import Float
from torch import Tensor


def alternating(
    p: float, q: float, step: float, count: int
) -> Float[Tensor, "count+1 2"]:
    """Return the pairs (p, q) from the start to the last step, in float64."""
    raise NotImplementedError("q4: alternating")
