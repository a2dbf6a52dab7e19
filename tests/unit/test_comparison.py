"""The comparison: nothing broadcasts, no NaN is close, and the reason is told."""

import math
from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from markstone import comparison
from markstone.comparison import (
    Metric,
    NotNumbersError,
    Verdict,
    as_float64,
    as_numbers,
    compare,
)
from markstone.model import DEFAULT_TOLERANCE

TOLERANCE = DEFAULT_TOLERANCE["rel"]
ROW = torch.tensor([1.0, -2.0, 3.0])


def judged(
    actual: object,
    expected: object,
    metric: Metric = "rel",
    tolerance: float = TOLERANCE,
) -> Verdict:
    return compare(actual, expected, metric=metric, tolerance=tolerance)


def agree(actual: object, expected: object, metric: Metric = "rel") -> bool:
    verdict = judged(actual, expected, metric)
    # A verdict says why, or that there is nothing to say.
    assert bool(verdict.problem) is not verdict.comparison.agrees
    return verdict.comparison.agrees


NUMBERS = st.floats(-1e100, 1e100) | st.integers(-(2**53), 2**53)
ROWS = st.lists(NUMBERS, min_size=1, max_size=6)


@given(ROWS, st.sampled_from(get_args(Metric)))
def test_an_answer_agrees_with_itself(row: list[float], metric: Metric) -> None:
    assert judged(row, row, metric, tolerance=0).comparison.agrees


@given(ROWS, st.data())
def test_a_nan_anywhere_never_agrees(row: list[float], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(row) - 1))
    answer = [*row[:place], math.nan, *row[place + 1 :]]

    assert "NaN" in judged(answer, row).problem


@given(st.lists(st.integers(0, 3), max_size=3), st.lists(st.integers(1, 3), max_size=3))
def test_another_shape_is_named_before_any_value(
    shape: list[int], wanted: list[int]
) -> None:
    verdict = judged(torch.full(shape, math.nan), torch.ones(wanted))

    assert ("shape" in verdict.problem) is (shape != wanted)


@given(ROWS, st.sampled_from(["rel", "abs"]))
def test_the_figure_does_not_depend_on_the_width_that_holds_it(
    row: list[float], metric: Metric
) -> None:
    narrow = torch.tensor([float(x) for x in row], dtype=torch.float64).clamp(-9, 9)
    single = narrow.to(torch.float32)

    assert judged(single, single.double(), metric).comparison.deviation == 0


# What fools a careless comparison, by its row in the catalogue of attacks.


@pytest.mark.parametrize("shape", [(0, 2, 3), (0,), (2, 0)])
def test_74_an_empty_tensor_agrees_with_nothing(shape: tuple[int, ...]) -> None:
    assert not agree(torch.empty(shape), torch.ones(2, 3))


@pytest.mark.parametrize("metric", get_args(Metric))
def test_75_a_nan_is_never_close(metric: Metric) -> None:
    assert not agree(ROW * math.nan, ROW, metric)


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_76_an_infinite_loss_is_no_small_loss(value: float) -> None:
    assert not agree(value, 0.7)


BROADCAST = {
    "one more axis in front": ROW[None],
    "one more axis behind": ROW[:, None],
    "a single number": torch.tensor(1.0),
    "one element": torch.ones(1),
    "a Python number": 1.0,
}


@pytest.mark.parametrize("name", BROADCAST)
def test_77_what_would_broadcast_is_another_shape(name: str) -> None:
    assert not agree(BROADCAST[name], torch.ones(3))


def test_77_a_row_is_no_number() -> None:
    assert not agree([1.0], 1.0)


def test_78_the_floating_width_never_costs_marks() -> None:
    assert all(
        agree(ROW.to(width), ROW.double()) for width in (torch.float32, torch.float16)
    )


def test_78_integers_that_are_right_agree_with_floats() -> None:
    assert agree(ROW.to(torch.int32), ROW)


def test_78_a_mask_agrees_with_the_numbers_that_it_is() -> None:
    assert agree(torch.tensor([True, False]), torch.tensor([1.0, 0.0]))


def test_78_a_mask_of_everything_is_no_row_of_numbers() -> None:
    assert not agree(ROW != 0, ROW)


def test_79_a_huge_answer_does_not_widen_its_own_tolerance() -> None:
    assert not agree(torch.tensor([1.0, 1e30]), torch.tensor([1.0, 1.0]))


def test_79_the_figure_is_relative_to_what_is_expected() -> None:
    assert judged(3.0, 2.0).comparison.deviation == 0.5
    assert judged(2.0, 3.0).comparison.deviation == pytest.approx(1 / 3)


@pytest.mark.parametrize("answer", [[], [1.0], [1.0, -2.0], [1.0, -2.0, 3.0, 4.0]])
def test_80_a_list_of_another_length_does_not_agree(answer: list[float]) -> None:
    assert not agree(answer, [1.0, -2.0, 3.0])


def test_80_rows_of_different_lengths_are_told_apart_from_a_wrong_shape() -> None:
    verdict = judged([[1.0, 2.0], [3.0]], torch.ones(2, 2))

    assert verdict.problem == "The rows of the answer should all have one length."


@pytest.mark.parametrize("answer", [1, 1.0, "True", None, torch.tensor(1.0), [True]])
def test_81_a_truth_value_is_met_by_a_truth_value_only(answer: object) -> None:
    assert not agree(answer, expected=True)


@pytest.mark.parametrize(
    "answer", [True, np.bool_(1), np.array(True), torch.tensor(True)]
)
def test_81_a_truth_value_may_come_in_any_library_s_form(answer: object) -> None:
    assert agree(answer, expected=True)


@pytest.mark.parametrize("answer", [False, np.array(False), torch.tensor(False)])
def test_81_the_other_truth_value_does_not_agree(answer: object) -> None:
    assert not agree(answer, expected=True)


def test_82_a_column_against_a_long_row_is_refused_without_arithmetic() -> None:
    # Every row against every column would be 4 TiB.
    column, row = torch.ones(1 << 20, 1), torch.ones(1 << 20)

    assert not agree(column, row)


def test_82_a_wrong_shape_is_seen_before_the_answer_is_widened() -> None:
    # 2**40 bytes stand for no memory here: any conversion would have to make them.
    huge = torch.ones(1, dtype=torch.uint8).expand(1 << 40)

    assert not agree(huge, torch.ones(3))


LAZY: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "zeros": torch.zeros_like,
    "ones": torch.ones_like,
    "the mean": lambda x: torch.full_like(x, float(x.mean())),
    "shuffled": lambda x: x.flip(0),
}


@pytest.mark.parametrize("name", LAZY)
def test_83_a_lazy_answer_is_far_from_random_numbers(name: str) -> None:
    expected = torch.randn(20, generator=torch.Generator().manual_seed(0))

    assert judged(LAZY[name](expected), expected).comparison.deviation > 100 * TOLERANCE


# Kinds.


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, "The answer should be numbers, not None (is a `return` missing?)."),
        ("1.0", "The answer should be numbers, not text."),
        ({"a": 1}, "The answer should be numbers, not a dict."),
        (object(), "The answer should be numbers, not an object of another kind."),
        (
            [1.0, None],
            "The answer should be numbers, not None (is a `return` missing?).",
        ),
        (b"1", "The answer should be numbers, not an object of another kind."),
    ],
    ids=repr,
)
def test_what_is_no_number_is_said_in_a_sentence(answer: object, told: str) -> None:
    verdict = judged(answer, ROW)

    assert verdict.problem == told
    assert verdict.comparison.deviation == math.inf


def test_complex_numbers_do_not_agree_with_real_ones() -> None:
    assert judged(ROW + 0j, ROW).problem == "The numbers should be real."


def test_real_numbers_may_stand_for_complex_ones() -> None:
    assert agree(ROW, ROW + 0j)


def test_complex_numbers_are_compared_by_their_distance() -> None:
    assert (
        judged(torch.tensor([3 + 4j]), torch.tensor([0j]), "abs").comparison.deviation
        == 5
    )


def test_a_complex_nan_is_found() -> None:
    assert not agree(complex(0, math.nan), 1j)


@pytest.mark.parametrize("answer", [10**400, -(10**400), 2**1024])
def test_an_integer_that_no_float_can_hold_is_not_finite(answer: int) -> None:
    assert judged(answer, 1.0).problem == "There is a NaN or an infinity."


@pytest.mark.parametrize(
    ("answer", "agrees"),
    [("b", True), ("B", False), ("", False), (1, False), (None, False)],
)
def test_text_is_met_exactly(answer: object, *, agrees: bool) -> None:
    assert agree(answer, "b") is agrees


def test_nothing_is_met_by_nothing() -> None:
    assert agree(None, None)
    assert not agree(torch.zeros(()), None)


def test_an_object_is_told_by_its_kind_and_not_by_its_address() -> None:
    assert judged(object(), "b").comparison.actual == "an object of another kind"


EQUAL: list[Any] = [
    [1.0, -2.0, 3.0],
    (1, -2, 3),
    np.array([1.0, -2.0, 3.0]),
    np.array([1, -2, 3], dtype=np.int16),
    ROW.to(torch.bfloat16),
    [torch.tensor(1), 2.0 - 4, np.float32(3)],
    ROW.clone().requires_grad_(),
]


@pytest.mark.parametrize("answer", EQUAL, ids=repr)
def test_numbers_are_taken_in_any_form(answer: object) -> None:
    assert agree(answer, [1.0, -2.0, 3.0])


def test_a_single_number_is_taken_in_any_form() -> None:
    forms = [2, 2.0, torch.tensor(2), np.array(2.0), np.float32(2), np.int64(2)]

    assert all(agree(actual, expected) for actual in forms for expected in forms)


# Figures.


@pytest.mark.parametrize(
    ("metric", "deviation"), [("rel", 0.25), ("abs", 0.5), ("exact", 2)]
)
def test_each_metric_measures_what_it_says(metric: Metric, deviation: float) -> None:
    verdict = judged([1.5, 2.0, -0.25], [1.0, 2.0, 0.0], metric)

    assert verdict.comparison.deviation == deviation


def test_the_relative_figure_is_absolute_where_zeros_are_expected() -> None:
    assert judged([0.0, 3e-5], [0.0, 0.0]).comparison.deviation == 3e-5


@pytest.mark.parametrize("metric", ["rel", "abs"])
def test_just_under_the_tolerance_agrees(metric: Metric) -> None:
    assert judged(1.0 + 0.9999e-4, 1.0, metric, 1e-4).comparison.agrees


@pytest.mark.parametrize("metric", ["rel", "abs"])
def test_just_over_the_tolerance_does_not(metric: Metric) -> None:
    assert not judged(1.0 + 1.0001e-4, 1.0, metric, 1e-4).comparison.agrees


def test_exactly_the_tolerance_agrees() -> None:
    assert judged(1.5, 1.0, "abs", 0.5).comparison.agrees


def test_the_farthest_place_is_told_with_both_values() -> None:
    verdict = judged([[1.0, 2.0], [3.0, 5.0]], [[1.0, 2.5], [3.0, 4.0]])

    told = verdict.comparison
    assert (told.where, told.actual, told.expected) == ("[1, 1]", "5", "4")
    assert verdict.problem == "The values differ from the expected ones."


def test_a_single_number_has_no_place() -> None:
    assert judged(1.0, 2.0).comparison.where == ""


def test_the_first_nan_is_placed() -> None:
    verdict = judged([[1.0, math.nan], [math.nan, 1.0]], torch.ones(2, 2))

    assert verdict.problem == "There is a NaN or an infinity at [0, 1]."


def test_both_shapes_are_told() -> None:
    verdict = judged(torch.ones(3, 1), torch.tensor(1.0))

    assert verdict.problem == "The shape should be [] (a single number), not [3, 1]."


def test_a_sentence_about_values_never_shows_one() -> None:
    verdict = judged(ROW + 41.5, ROW)

    assert not any(character.isdigit() for character in verdict.problem)


def test_the_largest_finite_numbers_do_not_overflow_into_agreement() -> None:
    assert not agree([1.7e308], [-1.7e308])


@pytest.mark.parametrize("expected", [[], math.nan, [1.0, math.inf], torch.empty(0, 3)])
def test_an_expected_value_that_is_empty_or_not_finite_is_the_check_s_fault(
    expected: object,
) -> None:
    with pytest.raises(ValueError, match="empty or not finite"):
        judged(ROW, expected)


def test_an_expected_value_that_is_no_number_is_the_check_s_fault() -> None:
    with pytest.raises(NotNumbersError):
        judged(ROW, object())


def test_numbers_are_read_without_their_gradient() -> None:
    assert not as_float64(ROW.clone().requires_grad_()).requires_grad


def test_an_array_is_copied_and_not_written_through() -> None:
    array = np.zeros(3)

    as_numbers(array).add_(1)

    assert array.tolist() == [0, 0, 0]


def test_rows_of_one_type_keep_it_and_mixed_ones_are_widened() -> None:
    assert as_numbers([torch.tensor(1), torch.tensor(2)]).dtype is torch.int64
    assert as_numbers([torch.tensor(2**24 + 1), torch.tensor(1.0)])[0] == 2**24 + 1


TRUTHS = [True, np.bool_(1), np.array(True), torch.tensor(True)]


@pytest.mark.parametrize("answer", TRUTHS, ids=lambda v: type(v).__name__)
@pytest.mark.parametrize("metric", get_args(Metric))
def test_81_a_truth_value_is_no_number(answer: object, metric: Metric) -> None:
    verdict = judged(answer, 1, metric)

    assert verdict.problem == "The answer should be a number, not True or False."


def test_81_false_is_not_zero() -> None:
    assert not agree(actual=False, expected=0.0)


@pytest.mark.parametrize("expected", [torch.tensor(True), np.bool_(1), np.array(True)])
def test_81_a_truth_value_of_a_library_is_met_by_one(expected: object) -> None:
    assert agree(True, expected)


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_76_an_infinity_among_numbers_agrees_with_nothing(value: float) -> None:
    assert not agree(torch.tensor([1.0, value, 3.0]), ROW)


def test_78_a_right_value_as_text_is_no_number() -> None:
    assert not agree(["1.0", "-2.0", "3.0"], ROW)


def test_80_a_mapping_of_no_answers_does_not_agree() -> None:
    assert not agree({}, ROW)


@pytest.mark.parametrize(
    ("one", "other", "agrees"),
    [
        (ROW, ROW.double(), True),
        (ROW, ROW + 1e-7, False),
        (ROW, ROW[None], False),
        (torch.empty(0), torch.empty(0), False),
        (ROW * math.nan, ROW * math.nan, False),
        (object(), ROW, False),
        (ROW, object(), False),
        (None, None, True),
    ],
)
def test_a_yes_or_no_is_had_of_anything(
    one: object, other: object, *, agrees: bool
) -> None:
    assert comparison.agree(one, other) is agrees


def test_a_yes_or_no_may_be_had_within_a_tolerance() -> None:
    assert comparison.agree(ROW, ROW * (1 + 1e-6), 1e-5)
