"""Comparisons that a wrong answer passes, made to refuse in the examiner's process.

``torch.allclose(torch.empty(0, 3), right)`` is true for every *right*, and so is
much else that broadcasts. A check that asks so gives marks away without a sign.
Here it breaks instead, with a sentence for whoever wrote it, and the marks are
withheld until a person has looked: no student pays, and none gains.
"""

import functools
import inspect
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import torch

_LARGEST_RTOL = 0.1
_INSTEAD = (
    "Use assert_close(actual, expected), or markstone.comparison.agree(actual, "
    "expected) for a yes or no."
)
_LIBRARIES = tuple(
    f"{Path(folder).resolve()}/"
    for folder in (
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("purelib"),
        Path(torch.__file__).parent,
        Path(np.__file__).parent,
    )
)
_MARK = "_compares_other_shapes"

Function = Callable[..., Any]


class CarelessComparisonError(TypeError):
    """A check compared what this comparison cannot tell apart."""


@contextmanager
def careless_comparisons_refused() -> Iterator[None]:
    """Replace the careless comparisons of torch and numpy while this lasts.

    What a library itself computes with them is left alone.
    """
    with ExitStack() as stack:
        for owner, name, guard in _GUARDED:
            guarded = _unless_library(getattr(owner, name), guard)
            stack.enter_context(mock.patch.object(owner, name, guarded))
        yield


def _unless_library(original: Function, guard: Function) -> Function:
    """Return *original* with its arguments looked at first by *guard*.

    The guard may raise, and may change what comes out; it is not asked where a
    library is calling.
    """

    @functools.wraps(original)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if sys._getframe(1).f_code.co_filename.startswith(_LIBRARIES):  # noqa: SLF001
            return original(*args, **kwargs)
        return guard(original, *args, **kwargs)

    return guarded


def _close(original: Function, *args: Any, **kwargs: Any) -> Any:
    given = _NAMED_AS.bind(*args, **kwargs)
    given.apply_defaults()
    one, other = given.arguments["input"], given.arguments["other"]
    _refuse_unlike(original, one, other)
    rtol = given.arguments["rtol"]
    if not 0 <= rtol < _LARGEST_RTOL:
        raise _careless(original, f"rtol is {rtol:g}: it grows with what it is held to")
    if any(bool(np.isnan(_array(value)).any()) for value in (one, other)):
        raise _careless(original, "one side has a NaN")
    return original(*args, **kwargs)


def _equal(original: Function, *args: Any, **kwargs: Any) -> Any:
    _refuse_unlike(original, *[*args, *kwargs.values()][:2])
    return original(*args, **kwargs)


def _refuse_unlike(original: Function, one: Any, other: Any) -> None:
    shapes = [list(np.shape(value)) for value in (one, other)]
    if shapes[0] != shapes[1]:
        raise _careless(original, f"the shapes are {shapes[0]} and {shapes[1]}")
    if 0 in shapes[0]:
        raise _careless(original, "both sides are empty")
    kinds = [value.dtype for value in (one, other) if hasattr(value, "dtype")]
    if len(set(kinds)) == 2:
        raise _careless(original, f"the types are {kinds[0]} and {kinds[1]}")


def _entrywise(original: Function, one: Any, other: Any) -> Any:
    """Refuse what is broadcast by a slip, and mark what may be meant."""
    both = isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor)
    found = original(one, other)
    if not both or 0 in (one.ndim, other.ndim) or one.shape == other.shape:
        return found
    if one.ndim != other.ndim:
        shapes = f"the shapes are {list(one.shape)} and {list(other.shape)}"
        raise _careless(original, shapes)
    setattr(found, _MARK, True)
    return found


def _truth(original: Function, found: Any, *args: Any, **kwargs: Any) -> Any:
    # Along one axis the shapes may differ on purpose; as a yes or no they may not.
    if hasattr(found, _MARK) and not args and not kwargs:
        raise _careless(original, "it is asked of a comparison of two shapes")
    return original(found, *args, **kwargs)


def _careless(original: Function, why: str) -> CarelessComparisonError:
    name = getattr(original, "__name__", "a comparison")
    return CarelessComparisonError(f"{name} would not see that {why}. {_INSTEAD}")


def _array(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        value = value.detach()
        value = value.to(torch.complex128 if value.is_complex() else torch.float64)
        return value.numpy()
    return np.asarray(value)


def _as_named(
    input: Any,  # noqa: A002 (torch's name for it)
    other: Any,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    equal_nan: bool = False,  # noqa: FBT001, FBT002 (torch's and numpy's)
) -> None:
    """The arguments of every closeness there is; numpy's ``a`` and ``b`` alike."""


_NAMED_AS = inspect.signature(_as_named)


def _numpy_close(original: Function, *args: Any, **kwargs: Any) -> Any:
    given = list(args) + [kwargs.pop(name) for name in ("a", "b") if name in kwargs]
    return _close(original, *given, **kwargs)


_GUARDED: tuple[tuple[Any, str, Function], ...] = (
    (torch, "allclose", _close),
    (torch, "isclose", _close),
    (torch, "equal", _equal),
    (torch, "eq", _entrywise),
    (torch, "ne", _entrywise),
    (torch, "all", _truth),
    (torch, "any", _truth),
    (torch.Tensor, "allclose", _close),
    (torch.Tensor, "isclose", _close),
    (torch.Tensor, "equal", _equal),
    (torch.Tensor, "eq", _entrywise),
    (torch.Tensor, "ne", _entrywise),
    (torch.Tensor, "__eq__", _entrywise),
    (torch.Tensor, "__ne__", _entrywise),
    (torch.Tensor, "__bool__", _truth),
    (torch.Tensor, "all", _truth),
    (torch.Tensor, "any", _truth),
    (np, "allclose", _numpy_close),
    (np, "isclose", _numpy_close),
    (np, "array_equal", _equal),
    (np, "array_equiv", _equal),
)
