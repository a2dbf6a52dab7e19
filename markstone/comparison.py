"""Do two answers agree, and if not, by how much and where.

Shape first, then the kind of number, then finiteness, then values: an answer of
another shape never reaches arithmetic, so nothing broadcasts, and a NaN is never
close. Floating width is no part of the judgement; what is expected was computed
in float64.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch

from markstone.model import Comparison

Metric = Literal["rel", "abs", "exact"]

_MOST_TEXT = 80
_PROJECTIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A comparison with the sentence that explains it."""

    comparison: Comparison
    problem: str = ""
    """Empty when both agree; may name shapes, never a value."""


class NotNumbersError(ValueError):
    """A value is nothing that a number could be read from; the message says what."""


def compare(
    actual: object, expected: object, *, metric: Metric, tolerance: float
) -> Verdict:
    """Compare a student's answer with the expected one.

    Args:
        actual: whatever came from the student's side.
        expected: a tensor, array, number or nested lists of numbers, finite and not
            empty; or a string, a truth value or None, which must be met exactly.
        metric: ``rel`` is the largest difference over the largest expected
            absolute value (``abs`` where that is 0), ``abs`` the largest
            difference, ``exact`` the number of places that differ.
        tolerance: the largest deviation that still agrees, in the metric's unit.

    Raises:
        ValueError: *expected* is empty or not finite, a fault of the check.
    """
    base = Comparison(metric=metric, deviation=math.inf, tolerance=tolerance)
    if isinstance(expected, str | bool | None):
        return _compare_plain(actual, expected, base)
    wanted = as_float64(expected)
    if wanted.numel() == 0 or not bool(torch.isfinite(wanted).all()):
        raise ValueError("the expected value is empty or not finite")
    try:
        numbers = as_numbers(actual)
    except NotNumbersError as error:
        return Verdict(comparison=base, problem=str(error))
    if numbers.shape != wanted.shape:
        told = replace(base, actual=_shape(numbers), expected=_shape(wanted))
        problem = f"The shape should be {told.expected}, not {told.actual}."
        return Verdict(comparison=told, problem=problem)
    if wrong_kind := _wrong_kind(actual, numbers, expected, wanted):
        return Verdict(comparison=base, problem=wrong_kind)
    given = _widened(numbers)
    bad = (~torch.isfinite(given)).nonzero()
    if len(bad):
        where = _place(bad[0].tolist())
        problem = f"There is a NaN or an infinity{f' at {where}' if where else ''}."
        return Verdict(comparison=replace(base, where=where), problem=problem)
    return _compare_values(given, wanted, base)


def agree(actual: object, expected: object, tolerance: float = 0.0) -> bool:
    """Tell whether two values agree, for a check that branches on it.

    Whatever they are, there is an answer: another shape, a NaN, or nothing at all on
    either side never agrees.

    Args:
        actual: one value.
        expected: the other; the tolerance is relative to its largest entry.
        tolerance: the largest ``rel`` deviation that still agrees.
    """
    try:
        verdict = compare(actual, expected, metric="rel", tolerance=tolerance)
    except ValueError:
        return False
    return verdict.comparison.agrees


def as_float64(value: object) -> torch.Tensor:
    """Return numbers in any form as a float64 (or complex128) tensor.

    Args:
        value: a tensor, array or number, or nested lists of equal lengths.

    Raises:
        NotNumbersError: it holds anything else; the message is a sentence.
    """
    return _widened(as_numbers(value))


def as_numbers(value: object) -> torch.Tensor:
    """Return numbers in any form as a tensor, in as little memory as they came in.

    For whoever looks at the shape before anything is computed.

    Args:
        value: a tensor, array or number, or nested lists of equal lengths.

    Raises:
        NotNumbersError: it holds anything else; the message is a sentence.
    """
    match value:
        case torch.Tensor():
            return value.detach()
        case np.ndarray() | np.number() | np.bool():
            return torch.from_numpy(np.array(value, order="C"))
        case list() | tuple():
            return _stacked(value)
        case complex():
            return torch.tensor(value, dtype=torch.complex128)
        case int() | float():
            return torch.tensor(_floating(value), dtype=torch.float64)
        case _:
            raise NotNumbersError(f"The answer should be numbers, not {_kind(value)}.")


def _wrong_kind(
    actual: object, numbers: torch.Tensor, expected: object, wanted: torch.Tensor
) -> str:
    if _is_truth(actual) and not _is_truth(expected):
        return "The answer should be a number, not True or False."
    if numbers.is_complex() and not wanted.is_complex():
        return "The numbers should be real."
    return ""


def _is_truth(value: object) -> bool:
    """Whether it is one truth value; a mask of several is numbers by intent."""
    match value:
        case torch.Tensor():
            return value.ndim == 0 and value.dtype is torch.bool
        case np.ndarray() | np.generic():
            return value.ndim == 0 and value.dtype == np.bool
        case _:
            return isinstance(value, bool)


def _widened(numbers: torch.Tensor) -> torch.Tensor:
    return numbers.to(torch.complex128 if numbers.is_complex() else torch.float64)


def _floating(number: float) -> float:
    try:
        return float(number)
    except OverflowError:  # an integer of more than 1,024 bits
        return math.inf


def _stacked(items: list[object] | tuple[object, ...]) -> torch.Tensor:
    parts = [as_numbers(item) for item in items]
    if not parts:
        return torch.empty(0, dtype=torch.float64)
    if any(part.shape != parts[0].shape for part in parts):
        raise NotNumbersError("The rows of the answer should all have one length.")
    if len({part.dtype for part in parts}) > 1:
        parts = [_widened(part) for part in parts]
    return torch.stack(parts)


def _compare_plain(actual: object, expected: object, base: Comparison) -> Verdict:
    if isinstance(actual, torch.Tensor | np.ndarray | np.generic) and actual.ndim == 0:
        actual = actual.item()
    same = type(actual) is type(expected) and actual == expected
    shown = isinstance(actual, str | bool | int | float | None)
    told = replace(
        base,
        deviation=0.0 if same else math.inf,
        actual=(repr(actual) if shown else _kind(actual))[:_MOST_TEXT],
        expected=repr(expected)[:_MOST_TEXT],
    )
    return Verdict(
        comparison=told, problem="" if same else "This is not the right answer."
    )


def _compare_values(
    given: torch.Tensor, wanted: torch.Tensor, base: Comparison
) -> Verdict:
    difference = (given - wanted).abs().reshape(-1)
    worst = int(difference.argmax())
    scale = float(wanted.abs().max())
    if base.metric == "exact":
        deviation = float((difference > 0).sum())
    elif base.metric == "rel" and scale > 0:
        deviation = float(difference[worst]) / scale
    else:
        deviation = float(difference[worst])
    index = [int(i) for i in np.unravel_index(worst, tuple(given.shape))]
    told = replace(
        base,
        deviation=deviation,
        where=_place(index),
        actual=f"{given.reshape(-1)[worst].item():.6g}",
        expected=f"{wanted.reshape(-1)[worst].item():.6g}",
    )
    if told.agrees:
        return Verdict(comparison=told)
    told = replace(told, sketch=_sketch(given, scale or 1.0))
    return Verdict(comparison=told, problem="The values differ from the expected ones.")


def _sketch(given: torch.Tensor, scale: float) -> tuple[float, ...]:
    """Project an answer on a few fixed random directions of signs."""
    flat = given.reshape(-1).abs() if given.is_complex() else given.reshape(-1)
    dice = torch.Generator().manual_seed(flat.numel())
    signs = torch.randint(0, 2, (_PROJECTIONS, flat.numel()), generator=dice) * 2 - 1
    found = signs.double() @ flat / (scale * math.sqrt(flat.numel()))
    return tuple(float(value) for value in found)


def _place(index: list[int]) -> str:
    return str(index) if index else ""


def _shape(tensor: torch.Tensor) -> str:
    return str(list(tensor.shape)) if tensor.shape else "[] (a single number)"


def _kind(value: object) -> str:
    match value:
        case None:
            return "None (is a `return` missing?)"
        case str():
            return "text"
        case dict():
            return "a dict"
        case _:
            return "an object of another kind"
