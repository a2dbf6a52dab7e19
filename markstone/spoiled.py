"""Appended to a reference, so that every answer becomes a trivial one.

Sent across the wall as text, after a line ``KIND = "..."``; never imported here.
A class keeps its constructor, its weights and its modes, and hides its
parameters, so that nothing about it is right but its names.
"""

import copy as _copy
import inspect as _inspect
from collections.abc import Callable as _Callable
from collections.abc import Iterator as _Iterator
from typing import Any as _Any

import torch as _torch

KIND = globals().get("KIND", "shape")  # given in the line before


def _spoil(value: _Any, arguments: list[_Any]) -> _Any:
    if isinstance(value, list | tuple):
        return type(value)(_spoil(item, arguments) for item in value)
    if isinstance(value, dict):
        return {key: _spoil(item, arguments) for key, item in value.items()}
    if isinstance(value, _torch.Tensor):
        return _spoil_tensor(value, arguments)
    if isinstance(value, bool | int | float | str):
        fixed = {"zeros": _zero(value), "ones": _one(value), "shape": [value]}
        return fixed[KIND] if KIND in fixed else _first(arguments)
    return value


def _zero(value: _Any) -> _Any:
    """Return a constant that stands for nothing, and another one where it is right."""
    if isinstance(value, bool | str):
        return type(value)()
    return 0.0 if value else 1.0


def _one(value: _Any) -> _Any:
    if isinstance(value, bool | str):
        return type(value)(1)
    return 1.0 if value != 1 else 2.0


def _spoil_tensor(value: _torch.Tensor, arguments: list[_Any]) -> _Any:
    match KIND:
        case "zeros":
            return _torch.zeros_like(value)
        case "ones":
            return _torch.ones_like(value)
        case "input":
            return _first(arguments)
        case _:
            return value[None]


def _first(arguments: list[_Any]) -> _Any:
    found = [a for a in arguments if isinstance(a, _torch.Tensor | int | float)]
    return found[0] if found else None


def _spoiled_function(function: _Callable[..., _Any]) -> _Callable[..., _Any]:
    def spoiled(*args: _Any, **kwargs: _Any) -> _Any:
        # What it is given stays as it was: to train a model is an answer, too.
        own = [_copied(value) for value in args]
        named = {name: _copied(value) for name, value in kwargs.items()}
        return _spoil(function(*own, **named), [*args, *kwargs.values()])

    return spoiled


def _copied(value: _Any) -> _Any:
    try:
        return _copy.deepcopy(value)
    except Exception:  # noqa: BLE001  (what cannot be copied is used as it is)
        return value


class _SpoiledModule:
    """Stands for a module: everything works, every answer is spoiled."""

    def __init__(self, inner: _torch.nn.Module) -> None:
        self._inner = inner

    def __call__(self, *args: _Any, **kwargs: _Any) -> _Any:
        return _spoil(self._inner(*args, **kwargs), [*args, *kwargs.values()])

    def __getattr__(self, name: str) -> _Any:
        found = getattr(self._inner, name)
        # Its own methods are answers, those that torch gave it are not.
        if _inspect.ismethod(found) and found.__func__.__module__ == __name__:
            return _spoiled_function(found)
        return found

    def parameters(self) -> _Iterator[_torch.nn.Parameter]:
        return iter(())


def _spoiled_class(cls: type[_torch.nn.Module]) -> _Callable[..., _SpoiledModule]:
    return lambda *args, **kwargs: _SpoiledModule(cls(*args, **kwargs))


for _name, _value in list(globals().items()):
    if _name.isupper() and isinstance(_value, dict):
        globals()[_name] = _spoil(_value, [])  # a claim, such as {"kl": 0.5}
    if _name.startswith("_") or getattr(_value, "__module__", "") != __name__:
        continue
    if _inspect.isclass(_value) and issubclass(_value, _torch.nn.Module):
        globals()[_name] = _spoiled_class(_value)
    elif _inspect.isfunction(_value):
        globals()[_name] = _spoiled_function(_value)
