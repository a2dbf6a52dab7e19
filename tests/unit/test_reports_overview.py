from decimal import Decimal

import pytest

from markstone.model import Award, Gradebook, Outcome, Status
from markstone.reports.overview import Bar, Spread, Task, agenda, spread, tallies
from tests.unit.builders import (
    a_card,
    a_check,
    a_gradebook,
    a_human_part,
    a_part,
    a_question,
    an_assignment,
    an_award,
    an_empty_card,
)


def unfair(check: str = "kl", **fields: str) -> Award:
    return an_award(a_check(check), Outcome.UNFAIR, **fields)


def marked(*marks: str, out_of: str = "10") -> Gradebook:
    """One student for each of the marks."""
    cards = (
        a_card(an_award(a_check(marks=out_of), marks=Decimal(mark)), student=f"s{i}")
        for i, mark in enumerate(marks)
    )
    return a_gradebook(*cards)


def a_spread(gradebook: Gradebook) -> Spread:
    found = spread(gradebook)
    assert found is not None
    return found


def test_a_class_on_which_all_is_decided_needs_nobody() -> None:
    gradebook = a_gradebook(a_card(an_award(a_check())))

    assert agenda(gradebook).is_empty


def test_a_broken_check_is_listed_once_for_all_its_students() -> None:
    review = Status.NEEDS_REVIEW
    gradebook = a_gradebook(
        a_card(unfair(detail="KeyError"), student="s02", status=review),
        a_card(unfair(detail="KeyError"), student="s01", status=review),
    )

    task = Task(what="p2_vae · kl", students=("s01", "s02"), notes=("KeyError",))
    assert agenda(gradebook).broken == (task,)


def test_a_broken_check_without_a_detail_says_what_the_student_reads() -> None:
    card = a_card(unfair(message="A person looks."), status=Status.NEEDS_REVIEW)

    assert agenda(a_gradebook(card)).broken[0].notes == ("A person looks.",)


def test_a_host_that_broke_outside_of_any_check_is_listed_by_student() -> None:
    card = an_empty_card(status=Status.NEEDS_REVIEW, notices=("the wall fell",))

    task = Task(students=("s01",), notes=("the wall fell",))
    assert agenda(a_gradebook(card)).broken == (task,)


def test_an_unreadable_submission_is_listed_with_its_notices() -> None:
    card = an_empty_card(status=Status.UNREADABLE, notices=("no zip file",))

    task = Task(students=("s01",), notes=("no zip file",))
    assert agenda(a_gradebook(card)).unreadable == (task,)


def test_a_part_that_waits_is_listed_once_however_many_lines_it_has() -> None:
    lines = [an_award(a_check(name), Outcome.AWAITS_MARKER) for name in "ab"]
    gradebook = a_gradebook(a_card(*lines, status=Status.AWAITS_MARKER))

    assert agenda(gradebook).to_mark == (Task(what="p2_vae · a", students=("s01",)),)


def test_who_handed_in_nothing_is_listed() -> None:
    gradebook = a_gradebook(an_empty_card(status=Status.NOT_SUBMITTED))

    assert agenda(gradebook).absent == ("s01",)


def test_every_outcome_of_a_check_is_counted() -> None:
    outcomes = (Outcome.PASSED, Outcome.FAILED, Outcome.FAILED)
    gradebook = a_gradebook(
        *(
            a_card(an_award(a_check(), outcome), student=f"s{i}")
            for i, outcome in enumerate(outcomes)
        )
    )

    (tally,) = tallies(gradebook)["p2_vae"]

    assert tally.outcomes == {Outcome.PASSED: 1, Outcome.FAILED: 2}


def test_the_most_frequent_slip_comes_first() -> None:
    slips = ("half", "sign", "sign", "")
    gradebook = a_gradebook(
        *(
            a_card(an_award(a_check(), misconception=slip), student=f"s{i}")
            for i, slip in enumerate(slips)
        )
    )

    (tally,) = tallies(gradebook)["p2_vae"]

    assert tally.misconceptions == (("sign", 2), ("half", 1))


def test_lines_of_a_human_part_are_not_tallied() -> None:
    question = a_question(a_part(a_check("kl")), a_human_part(a_check("why")))
    gradebook = Gradebook(assignment=an_assignment(question), scorecards=())

    assert [t.check.name for t in tallies(gradebook)["p2_vae"]] == ["kl"]


def test_a_check_that_nobody_has_a_card_for_counts_nobody() -> None:
    question = a_question(a_part(a_check("kl")))
    gradebook = Gradebook(assignment=an_assignment(question), scorecards=())

    assert tallies(gradebook)["p2_vae"][0].students == 0


def test_a_class_without_marks_has_no_spread() -> None:
    assert spread(a_gradebook(an_empty_card())) is None


def test_a_spread_leaves_out_who_could_not_be_marked() -> None:
    gradebook = a_gradebook(
        a_card(an_award(a_check(), Outcome.PASSED)), an_empty_card("s02")
    )

    assert a_spread(gradebook).students == 1


def test_a_spread_tells_the_middle_of_the_class() -> None:
    found = a_spread(marked("1", "9", "4", "5"))

    assert (found.lowest, found.median, found.highest) == (
        Decimal(1),
        Decimal("4.5"),
        Decimal(9),
    )


def test_marks_on_a_border_belong_to_the_upper_bar() -> None:
    bars = a_spread(marked("0.9", "1", "1.9")).bars

    assert [bar.count for bar in bars[:3]] == [1, 2, 0]


def test_full_marks_belong_to_the_last_bar() -> None:
    bars = a_spread(marked("10")).bars

    assert bars[-1] == Bar(low=Decimal(9), high=Decimal(10), count=1)


@pytest.mark.parametrize(
    ("out_of", "width", "bars"),
    [
        ("1", "0.1", 10),
        ("7", "1", 7),
        ("23.5", "2", 12),
        ("50", "5", 10),
        ("100", "10", 10),
        ("1200", "100", 12),
    ],
)
def test_bars_have_a_round_width(out_of: str, width: str, bars: int) -> None:
    found = a_spread(marked("0", out_of=out_of)).bars

    assert (found[0].high, len(found)) == (Decimal(width), bars)


def test_a_class_with_optional_questions_only_has_one_bar() -> None:
    assert len(a_spread(marked("0", out_of="0")).bars) == 1
