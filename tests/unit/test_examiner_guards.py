"""Inside the examiner a careless comparison breaks instead of passing."""

# ruff: noqa: PLW0108 (what is guarded has to be looked up inside the test)

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from markstone.examiner.guards import (
    CarelessComparisonError,
    careless_comparisons_refused,
)

ROW = torch.tensor([1.0, 2.0, 3.0])
CLOSE: list[Callable[..., Any]] = [
    lambda a, b, **more: torch.allclose(a, b, **more),
    lambda a, b, **more: torch.isclose(a, b, **more).all(),
    lambda a, b, **more: a.allclose(b, **more),
    lambda a, b, **more: a.isclose(b, **more).all(),
    lambda a, b, **more: np.allclose(a, b, **more),
    lambda a, b, **more: np.isclose(a=a, b=b, **more).all(),
]
EQUAL: list[Callable[..., Any]] = [
    lambda a, b: torch.equal(a, b),
    lambda a, b: a.equal(b),
    lambda a, b: np.array_equal(a, b),
    lambda a, b: np.array_equiv(a, b),
]
UNLIKE = {
    "74 an empty one": torch.empty(0, 3),
    "77 one more axis": ROW[None],
    "77 a single number": torch.tensor(1.0),
    "78 another type": ROW.double(),
    "78 a mask": ROW != 0,
    "80 a shorter one": ROW[:2],
}


@pytest.fixture(autouse=True)
def guarded() -> Iterator[None]:
    with careless_comparisons_refused():
        yield


@pytest.mark.parametrize("compare", [*CLOSE, *EQUAL])
@pytest.mark.parametrize("name", UNLIKE)
def test_what_is_unlike_is_refused(compare: Callable[..., Any], name: str) -> None:
    with pytest.raises(CarelessComparisonError, match="Use assert_close"):
        compare(UNLIKE[name], ROW)


@pytest.mark.parametrize("compare", [*CLOSE, *EQUAL])
def test_nothing_at_all_is_refused(compare: Callable[..., Any]) -> None:
    with pytest.raises(CarelessComparisonError, match="both sides are empty"):
        compare(torch.empty(0, 3), torch.empty(0, 3))


@pytest.mark.parametrize("compare", CLOSE)
def test_75_a_nan_is_refused(compare: Callable[..., Any]) -> None:
    with pytest.raises(CarelessComparisonError, match="has a NaN"):
        compare(ROW * math.nan, ROW, equal_nan=True)


@pytest.mark.parametrize("compare", CLOSE)
@pytest.mark.parametrize("rtol", [0.1, 1, math.nan, math.inf, -1])
def test_79_a_large_relative_tolerance_is_refused(
    compare: Callable[..., Any], rtol: float
) -> None:
    with pytest.raises(CarelessComparisonError, match=re.escape(f"rtol is {rtol:g}")):
        compare(ROW, ROW, rtol=rtol)


@pytest.mark.parametrize("compare", [*CLOSE, *EQUAL])
def test_what_is_alike_is_compared_as_ever(compare: Callable[..., Any]) -> None:
    assert bool(compare(ROW, ROW.clone()))
    assert not bool(compare(ROW, ROW + 1))


ENTRYWISE: list[Callable[..., Any]] = [
    lambda a, b: a == b,
    lambda a, b: a != b,
    lambda a, b: a.eq(b),
    lambda a, b: a.ne(b),
    lambda a, b: torch.eq(a, b),
    lambda a, b: torch.ne(a, b),
]
TRUTHS: list[Callable[[Any], Any]] = [
    bool,
    lambda found: found.all(),
    lambda found: found.any(),
    lambda found: torch.all(found),
    lambda found: torch.any(found),
]


@pytest.mark.parametrize("compare", ENTRYWISE)
@pytest.mark.parametrize("shape", [(3, 1), (1, 3), (2, 3)])
def test_82_what_would_broadcast_by_a_missing_axis_is_refused(
    compare: Callable[..., Any], shape: tuple[int, ...]
) -> None:
    with pytest.raises(CarelessComparisonError, match="the shapes are"):
        compare(torch.ones(shape), ROW)


@pytest.mark.parametrize("compare", ENTRYWISE)
@pytest.mark.parametrize("truth", TRUTHS)
def test_the_truth_of_two_shapes_is_refused(
    compare: Callable[..., Any], truth: Callable[[Any], Any]
) -> None:
    found = compare(ROW[:, None], ROW[None])

    with pytest.raises(CarelessComparisonError, match="two shapes"):
        truth(found)


@pytest.mark.parametrize("compare", ENTRYWISE)
def test_along_one_axis_two_shapes_may_meet_on_purpose(
    compare: Callable[..., Any],
) -> None:
    assert compare(ROW[:, None], ROW[None]).any(dim=1).shape == (3,)


@pytest.mark.parametrize("other", [1, 1.0, torch.tensor(1.0), torch.ones(3)])
def test_a_number_may_be_looked_for(other: Any) -> None:
    assert not bool((other == ROW).all())


def test_a_tensor_can_still_be_a_key() -> None:
    assert {ROW: 1}[ROW] == 1


def test_a_library_compares_as_ever() -> None:
    torch.testing.assert_close(ROW * math.nan, ROW * math.nan, equal_nan=True)
    np.testing.assert_allclose(ROW, ROW + 0.1, rtol=0.5)


def test_everything_is_as_before_afterwards() -> None:
    before = torch.allclose

    with careless_comparisons_refused():
        assert torch.allclose is not before

    assert torch.allclose is before
