"""What the references answered already: computed once a class, not once a student."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from markstone.wire import tensors, values
from markstone.wire.frames import WireError

_MOST_BYTES = 64 << 20


@dataclass(slots=True)
class Memory:
    """Answers by the function, its arguments and its seed; bounded.

    The process that collects the checks examines the reference itself, and every fork
    of it starts with what it learnt there.
    """

    _known: dict[bytes, Any] = field(default_factory=dict)
    _bytes: int = 0

    def key(self, name: str, seed: int, asked: object) -> bytes | None:
        """Return what a call is remembered by; None where it cannot be.

        Args:
            name: of the function.
            seed: that the call begins with.
            asked: its arguments.
        """
        try:
            parts = values.pack([name, seed, asked], tensors.lower_or_refuse)
        except (WireError, TypeError, ValueError):
            return None  # a function, a generator, a model
        return hashlib.sha256(b"".join(parts)).digest()

    def recall(self, key: bytes | None) -> Any:
        """Return a copy of what was answered, None when nothing was."""
        return None if key is None else _copied(self._known.get(key))

    def learn(self, key: bytes | None, answer: Any) -> None:
        """Remember an answer, if it is plain data and there is room for it."""
        size = _size(answer)
        if key is None or answer is None or size is None:
            return
        if self._bytes + size <= _MOST_BYTES:
            self._known[key] = _copied(answer)
            self._bytes += size


def _copied(value: Any) -> Any:
    return values.with_leaves(
        value,
        lambda leaf: (
            leaf.detach().clone()
            if isinstance(leaf, torch.Tensor)
            else leaf.copy()
            if isinstance(leaf, np.ndarray)
            else leaf
        ),
    )


def _size(value: Any) -> int | None:
    """Return the bytes of plain data, None for what is no plain data."""
    match value:
        case torch.Tensor() if type(value) is torch.Tensor and not value.requires_grad:
            return value.nelement() * value.element_size()
        case np.ndarray() if value.dtype != object:
            return int(value.nbytes)
        case bool() | int() | float() | complex() | str() | None:
            return 64
        case list() | tuple() if type(value) in (list, tuple):
            sizes = [_size(item) for item in value]
        case dict():
            sizes = [_size(item) for item in value.values()]
        case _:
            return None
    return None if None in sizes else 64 + sum(size or 0 for size in sizes)
