"""The reference implementations, in float64."""

import importlib.util
import inspect
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from markstone.examiner.memory import Memory
from markstone.wire import values
from markstone.wire.determinism import seed_generators


class References:
    """``reference.<stem>`` is a reference, ``reference.given.<stem>`` given code."""

    def __init__(
        self,
        modules: dict[str, ModuleType],
        given: dict[str, ModuleType],
        seed: int = 0,
        memory: Memory | None = None,
    ) -> None:
        self._modules = modules
        self._given = given
        self._seed = seed
        self._memory = memory or Memory()

    def seeded(self, seed: int) -> "References":
        """Return the same references, every call of which begins with this seed.

        The student's calls begin with the same one, so that a solution may draw
        from the global generators and still agree.
        """
        return References(self._modules, self._given, seed, self._memory)

    def names(self, stem: str) -> list[str]:
        """Return what a question's module offers; nothing where there is none."""
        names = vars(self._modules[stem]) if stem in self._modules else {}
        return [name for name in names if not name.startswith("_")]

    @property
    def given(self) -> "References":
        """The given modules."""
        return References(self._given, {}, self._seed, self._memory)

    def __getattr__(self, stem: str) -> "InDouble":
        """Return the reference module of that stem."""
        if stem not in self._modules:
            raise AttributeError(f"there is no reference for {stem}")
        return InDouble(self._modules[stem], self._seed, self._memory)


class InDouble:
    """An object of the reference whose calls compute in float64, from one seed.

    Floating-point tensors in the arguments are converted, and so are modules
    that a call returns; results are handed on as they come.
    """

    def __init__(self, wrapped: Any, seed: int, memory: Memory) -> None:
        self._wrapped = wrapped
        self._seed = seed
        self._memory = memory

    def __getattr__(self, name: str) -> Any:
        """Return an attribute, wrapped alike where it can be called."""
        return self._wrap(getattr(self._wrapped, name))

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Call it with every floating-point tensor in float64."""
        key = None
        if inspect.isfunction(self._wrapped):
            name = f"{self._wrapped.__module__}.{self._wrapped.__qualname__}"
            key = self._memory.key(name, self._seed, [args, kwargs])
        known = self._memory.recall(key)
        if known is not None:
            return known
        seed_generators(self._seed)
        result = self._wrapped(
            *(_doubled(value) for value in args),
            **{key: _doubled(value) for key, value in kwargs.items()},
        )
        self._memory.learn(key, result)
        return self._wrap(result)

    def _wrap(self, value: Any) -> Any:
        if isinstance(value, torch.nn.Module):
            return InDouble(value.double(), self._seed, self._memory)
        is_called = callable(value)
        return InDouble(value, self._seed, self._memory) if is_called else value


def load(folder: Path, template: Path, given: tuple[str, ...]) -> References:
    """Import the given modules and then every reference of an assignment.

    A file `make_*.py` makes assets and is left alone.

    Args:
        folder: ``reference/<assignment>``.
        template: ``student_template/<assignment>``.
        given: stems of the given modules, found in *template*.

    Raises:
        Exception: whatever a reference raises; a fault of the course.
    """
    made = {stem: _load(stem, template / f"{stem}.py") for stem in given}
    sys.path.append(str(folder))
    stems = [
        p.stem for p in sorted(folder.glob("*.py")) if not p.stem.startswith("make_")
    ]
    modules = {stem: _load(stem, folder / f"{stem}.py") for stem in stems}
    return References(modules, made)


def _load(stem: str, path: Path) -> ModuleType:
    already = sys.modules.get(stem)
    if already is not None and getattr(already, "__file__", None) == str(path):
        return already  # another module of the course imported it
    spec = importlib.util.spec_from_file_location(stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[stem] = module
    spec.loader.exec_module(module)
    return module


def _doubled(value: object) -> object:
    return values.with_leaves(value, _leaf_doubled)


def _leaf_doubled(value: object) -> object:
    match value:
        case InDouble():
            return value._wrapped  # noqa: SLF001 (its own kind)
        case torch.Tensor() if value.is_floating_point():
            return value.double()
        case _:
            return value
