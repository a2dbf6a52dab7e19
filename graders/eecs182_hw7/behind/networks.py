"""Small networks and a loss, on the student's side."""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

D, H, C = 6, 8, 3
"""Inputs, hidden units, outputs."""


def network(norm: str, seed: int) -> nn.Sequential:
    """Return a network with that norm, its weights drawn from the seed.

    Args:
        norm: `batch`, `layer`, `group` or `none`.
        seed: two networks of one seed are equal.
    """
    layer = {
        "batch": nn.BatchNorm1d(H),
        "layer": nn.LayerNorm(H),
        "group": nn.GroupNorm(2, H),
        "none": nn.Identity(),
    }[norm]
    model = nn.Sequential(nn.Linear(D, H), layer, nn.Tanh(), nn.Linear(H, C))
    rng = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, values in model.named_parameters():
            middle = 1.0 if name == "1.weight" else 0.0
            values.copy_(middle + 0.5 * torch.randn(values.shape, generator=rng))
    return model


class ScaledError:
    """The mean squared error, times a factor."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    def __call__(
        self, predicted: Float[Tensor, "n c"], wanted: Float[Tensor, "n c"]
    ) -> Float[Tensor, ""]:
        """Return the loss, averaged over the samples."""
        return self.factor * functional.mse_loss(predicted, wanted)


def weights(model: nn.Module) -> Float[Tensor, " p"]:
    """Return all parameters of a model in one vector."""
    return nn.utils.parameters_to_vector(model.parameters()).detach()
