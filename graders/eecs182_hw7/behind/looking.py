"""What a check looks at in a student's model, on the student's side."""

from typing import Any

import torch
from torch import Tensor, nn


def shapes(model: nn.Module) -> dict[str, list[int]]:
    """Return the shapes of all weights by name."""
    state = model.state_dict()
    return {str(name): [int(n) for n in state[name].shape] for name in state}


def trained_numbers(model: nn.Module) -> int:
    """Return how many numbers an optimizer would train."""
    return sum(values.numel() for values in model.parameters() if values.requires_grad)


def widest(model: nn.Module) -> int:
    """Return the largest width of any layer."""
    return max(max(values.shape, default=1) for values in model.parameters())


def take_steps(
    model: nn.Module, batches: list[Tensor], lr: float, drawn: list[dict[str, Any]]
) -> tuple[list[object], dict[str, Tensor], list[Tensor]]:
    """Train with plain gradient descent by the model's own `train_step`.

    Args:
        model: the student's.
        batches: one for each step.
        lr: step size.
        drawn: for each step, the noise or the mask to use.

    Returns:
        What each step returned, what all of them added to each weight, and the
        batches as they are afterwards.
    """
    before = {name: values.clone() for name, values in model.state_dict().items()}
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    batches = [batch.clone() for batch in batches]
    losses = [
        model.train_step(batch, optimizer, **extra)
        for batch, extra in zip(batches, drawn, strict=True)
    ]
    after = model.state_dict()
    added = {name: after[name].detach() - values for name, values in before.items()}
    return losses, added, batches
