"""The reference implementations, in float64."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import torch


class References:
    """``reference.<stem>`` is a reference, ``reference.given.<stem>`` given code."""

    def __init__(
        self, modules: dict[str, ModuleType], given: "References | None" = None
    ) -> None:
        self._modules = modules
        if given is not None:
            self.given = given

    def __getattr__(self, stem: str) -> "InDouble":
        """Return the reference module of that stem."""
        if stem not in self._modules:
            raise AttributeError(f"there is no reference for {stem}")
        return InDouble(self._modules[stem])


class InDouble:
    """An object of the reference whose calls compute in float64.

    Floating-point tensors in the arguments are converted, and so are modules
    that a call returns; results are handed on as they come.
    """

    def __init__(self, wrapped: Any) -> None:
        self._wrapped = wrapped

    def __getattr__(self, name: str) -> Any:
        """Return an attribute, wrapped alike where it can be called."""
        return _wrap(getattr(self._wrapped, name))

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Call it with every floating-point tensor in float64."""
        result = self._wrapped(
            *(_doubled(value) for value in args),
            **{key: _doubled(value) for key, value in kwargs.items()},
        )
        return _wrap(result)


def load(folder: Path, template: Path, given: tuple[str, ...]) -> References:
    """Import the given modules and then every reference of an assignment.

    Args:
        folder: ``reference/<assignment>``.
        template: ``student_template/<assignment>``.
        given: stems of the given modules, found in *template*.

    Raises:
        Exception: whatever a reference raises; a fault of the course.
    """
    made = {stem: _load(stem, template / f"{stem}.py") for stem in given}
    sys.path.append(str(folder))
    stems = [p.stem for p in sorted(folder.glob("*.py")) if p.stem != "make_assets"]
    modules = {stem: _load(stem, folder / f"{stem}.py") for stem in stems}
    return References(modules, References(made))


def _load(stem: str, path: Path) -> ModuleType:
    if stem in sys.modules:
        return sys.modules[stem]
    spec = importlib.util.spec_from_file_location(stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[stem] = module
    spec.loader.exec_module(module)
    return module


def _doubled(value: object) -> object:
    match value:
        case InDouble():
            return value._wrapped  # noqa: SLF001 (its own kind)
        case torch.Tensor() if value.is_floating_point():
            return value.double()
        case list():
            return [_doubled(item) for item in value]
        case tuple():
            return tuple(_doubled(item) for item in value)
        case dict():
            return {key: _doubled(item) for key, item in value.items()}
        case _:
            return value


def _wrap(value: Any) -> Any:
    if isinstance(value, torch.nn.Module):
        return InDouble(value.double())
    return InDouble(value) if callable(value) else value
