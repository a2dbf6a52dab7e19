"""A figure becomes marks in proportion, and never by accident."""

import math
from decimal import Decimal

import pytest

from markstone import marking
from markstone.model import Award, Outcome, Scale
from tests.unit.builders import (
    a_check,
    a_result,
    a_submission,
    an_evidence,
    with_checks,
)

SCALE = Scale(figure="accuracy in percent", low=75, high=85)


def awarded(
    figure: float | None, outcome: Outcome = Outcome.PASSED, marks: str = "3"
) -> Award:
    check = a_check("kl", marks, scale=SCALE, hint="Train longer.")
    evidence = an_evidence(a_result("kl", outcome, figure=figure, output="epoch 1"))
    card = marking.mark(with_checks(check), a_submission(), evidence)
    return next(card.questions[0].awards)


@pytest.mark.parametrize(
    ("figure", "marks", "outcome"),
    [
        (70, "0", Outcome.FAILED),
        (75, "0", Outcome.FAILED),
        (75.001, "0.0003", Outcome.PARTIAL),
        (80, "1.5", Outcome.PARTIAL),
        (84.999, "2.9997", Outcome.PARTIAL),
        (85, "3", Outcome.PASSED),
        (99, "3", Outcome.PASSED),
    ],
)
def test_marks_lie_in_proportion_between_none_and_all(
    figure: float, marks: str, outcome: Outcome
) -> None:
    award = awarded(figure)

    assert (award.marks, award.outcome) == (Decimal(marks), outcome)


def test_a_figure_says_where_marks_begin_and_end() -> None:
    assert awarded(80).message == (
        "accuracy in percent: 80. Marks begin at 75 and are full at 85."
    )


def test_a_figure_that_earns_nothing_comes_with_the_hint() -> None:
    assert awarded(10).message.endswith("Train longer.")


@pytest.mark.parametrize("figure", [None, math.nan, math.inf])
def test_a_figure_that_is_none_is_withheld_and_costs_nobody(
    figure: float | None,
) -> None:
    award = awarded(figure)

    assert award.outcome is Outcome.UNFAIR
    assert "no figure was recorded" in award.detail


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.TIMED_OUT])
def test_a_check_that_did_not_end_earns_nothing_by_its_figure(
    outcome: Outcome,
) -> None:
    award = awarded(90, outcome)

    assert (award.outcome, award.marks) == (outcome, Decimal(0))


def test_marks_have_four_places_at_most() -> None:
    assert awarded(78.3333, marks="1").marks == Decimal("0.3333")


def test_what_was_printed_is_kept() -> None:
    assert awarded(80).output == "epoch 1"
