"""A model and a classifier to evaluate, on the student's side."""

import torch
from jaxtyping import Float
from torch import Tensor, nn


class Codes(nn.Module):
    """A layer with dropout behind it, in training mode until told otherwise."""

    def __init__(self, weight: Float[Tensor, "h d"]) -> None:
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(*reversed(weight.shape), bias=False), nn.Tanh(), nn.Dropout(0.5)
        )
        self.encoder[0].load_state_dict({"weight": weight})

    def encode(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n h"]:
        """Return the codes of x."""
        codes: Tensor = self.encoder(x)
        return codes


def classifier(weight: Float[Tensor, "c h"]) -> nn.Linear:
    """Return a linear classifier with these weights and no bias."""
    layer = nn.Linear(*reversed(weight.shape))
    layer.load_state_dict({"weight": weight, "bias": torch.zeros(len(weight))})
    return layer
