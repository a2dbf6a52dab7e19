"""What a check can learn of a run on the candidate's side, besides its values.

Recorded calls and counts are useful and forgeable: they are made in the
student's own process.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils.flop_counter import FlopCounterMode

_MOST_CALLS = 10_000


def vector_jacobian_product(
    function: object, args: Sequence[Any], cotangents: Sequence[torch.Tensor]
) -> list[object]:
    """Call a function and pull cotangents back through it.

    Args:
        function: the student's.
        args: floating-point tensors among them become leaves that require grad.
        cotangents: one for each tensor of the output, in order.

    Returns:
        the outputs, and one gradient an argument (None where nothing arrives).
    """
    if not callable(function):
        raise TypeError("this is not a function")
    leaves = [_leaf(value) for value in args]
    outputs = function(*leaves)
    heads = [
        (head, grad)
        for head, grad in zip(_tensors(outputs), cotangents, strict=False)
        if head.requires_grad
    ]
    if heads:
        torch.autograd.backward(
            [head for head, _ in heads],
            [grad.to(head.dtype).reshape(head.shape) for head, grad in heads],
        )
    gradients = [
        leaf.grad if isinstance(leaf, torch.Tensor) else None for leaf in leaves
    ]
    return [outputs, gradients]


def count_flops(function: object, args: Sequence[Any]) -> int:
    """Return the floating-point operations that torch's counter sees in one call."""
    if not callable(function):
        raise TypeError("this is not a function")
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        function(*args)
    return int(counter.get_total_flops())


@dataclass(slots=True)
class Recorder:
    """Notes the calls of some of torch's functions, from a moment on."""

    calls: list[list[object]] = field(default_factory=list)
    """Name, shapes of the tensor arguments, shapes of the tensor results."""
    _mode: TorchFunctionMode | None = None

    def start(self, names: Sequence[str]) -> None:
        """Begin to note calls of these names, dotted below ``torch``."""
        wanted: dict[Callable[..., Any], str] = {}
        for name in names:
            found: Any = torch
            for part in name.split("."):
                found = getattr(found, part)
            wanted[found] = name
        self._mode = _Noting(wanted, self.calls)
        self._mode.__enter__()  # type: ignore[no-untyped-call]


class _Noting(TorchFunctionMode):
    def __init__(
        self, wanted: dict[Callable[..., Any], str], calls: list[list[object]]
    ) -> None:
        super().__init__()
        self._wanted = wanted
        self._calls = calls

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: object,
        args: Sequence[Any] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> object:
        result = func(*args, **(kwargs or {}))
        name = self._wanted.get(func)
        if name is not None and len(self._calls) < _MOST_CALLS:
            inputs = _tensors([*args, *(kwargs or {}).values()])
            self._calls.append([name, _shapes(inputs), _shapes(_tensors(result))])
        return result


def _leaf(value: object) -> object:
    if isinstance(value, torch.Tensor) and value.is_floating_point():
        return value.detach().clone().requires_grad_()
    return value


def _tensors(value: object) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, list | tuple):
        return [tensor for item in value for tensor in _tensors(item)]
    if isinstance(value, dict):
        return [tensor for item in value.values() for tensor in _tensors(item)]
    return []


def _shapes(tensors: Sequence[torch.Tensor]) -> list[list[int]]:
    return [list(tensor.shape) for tensor in tensors]
