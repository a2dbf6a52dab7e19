"""Appended to a reference, so that every answer becomes a trivial one.

Sent across the wall as text, after a line ``KIND = "..."``; never imported here.
A class keeps its constructor, its weights and its modes, and hides its
parameters, so that nothing about it is right but its names.
"""

import inspect as _inspect

import torch as _torch


def _spoil(value, arguments):
    if isinstance(value, list | tuple):
        return type(value)(_spoil(item, arguments) for item in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"zeros": 0.0, "ones": 1.0}.get(KIND, _first(arguments, value))  # noqa: F821 (the line before)
    if not isinstance(value, _torch.Tensor):
        return value
    match KIND:  # noqa: F821 (the line before)
        case "zeros":
            return _torch.zeros_like(value)
        case "ones":
            return _torch.ones_like(value)
        case "input":
            return _first(arguments, value)
        case _:
            return value[None]


def _first(arguments, value):
    found = [a for a in arguments if isinstance(a, _torch.Tensor | int | float)]
    if KIND == "shape":  # noqa: F821 (the line before)
        return [value]
    return found[0] if found else None


def _spoiled_function(function):
    def spoiled(*args, **kwargs):
        return _spoil(function(*args, **kwargs), [*args, *kwargs.values()])

    return spoiled


class _SpoiledModule:
    """Stands for a module: everything works, every answer is spoiled."""

    def __init__(self, inner):
        self._inner = inner

    def __call__(self, *args, **kwargs):
        return _spoil(self._inner(*args, **kwargs), [*args, *kwargs.values()])

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def parameters(self):
        return iter(())


def _spoiled_class(cls):
    return lambda *args, **kwargs: _SpoiledModule(cls(*args, **kwargs))


for _name, _value in list(globals().items()):
    if _name.startswith("_") or getattr(_value, "__module__", "") != __name__:
        continue
    if _inspect.isclass(_value) and issubclass(_value, _torch.nn.Module):
        globals()[_name] = _spoiled_class(_value)
    elif _inspect.isfunction(_value):
        globals()[_name] = _spoiled_function(_value)
