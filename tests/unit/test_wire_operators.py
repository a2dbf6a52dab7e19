"""torchvision's models can be imported beside any build of torch."""

import torch

from markstone.wire import operators


def test_the_operators_of_torchvision_are_there_once_declared() -> None:
    operators.declare_missing()

    assert hasattr(torch.ops.torchvision, "nms")


def test_declaring_twice_is_no_error() -> None:
    operators.declare_missing()
    operators.declare_missing()

    assert hasattr(torch.ops.torchvision, "qnms")
