import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markstone.marking import mark
from markstone.model import Gradebook, Outcome, Status
from markstone.reports import to_csv
from tests.unit.builders import (
    a_card,
    a_check,
    a_gradebook,
    a_human_part,
    a_part,
    a_question,
    a_result,
    a_submission,
    an_assignment,
    an_award,
    an_empty_card,
    an_evidence,
)


def read(gradebook: Gradebook) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv.render(gradebook), newline="")))


def only_line(gradebook: Gradebook) -> dict[str, str]:
    (line,) = read(gradebook)
    return line


def test_a_gradebook_has_one_column_for_each_part() -> None:
    award = an_award(a_check("kl", "2.5"), Outcome.PASSED)

    text = to_csv.render(a_gradebook(a_card(award)))

    assert text == (
        "student,status,marks,machine_marks,out_of,needs_review,p2_vae.a,notices\r\n"
        "s01,graded,2.5,2.5,2.5,false,2.5,\r\n"
    )


def test_students_are_sorted() -> None:
    gradebook = a_gradebook(*map(an_empty_card, ("s10", "s02", "s01")))

    assert [line["student"] for line in read(gradebook)] == ["s01", "s02", "s10"]


def test_a_part_of_a_submission_that_was_not_marked_is_empty_and_not_zero() -> None:
    gradebook = a_gradebook(
        a_card(an_award(a_check()), student="s01"), an_empty_card("s02")
    )

    assert [line["p2_vae.a"] for line in read(gradebook)] == ["0", ""]


@pytest.mark.parametrize(
    ("outcome", "cell"),
    [(Outcome.AWAITS_MARKER, ""), (Outcome.UNFAIR, ""), (Outcome.FAILED, "0")],
)
def test_a_part_on_which_nothing_is_decided_is_empty(
    outcome: Outcome, cell: str
) -> None:
    card = a_card(an_award(a_check(), outcome))

    assert only_line(a_gradebook(card))["p2_vae.a"] == cell


def test_a_part_that_is_decided_in_part_shows_what_is() -> None:
    question = a_question(
        a_part(a_check("a"), a_check("b")), a_human_part(a_check("c"))
    )
    assignment = an_assignment(question)
    evidence = an_evidence(a_result("a"), a_result("b", Outcome.UNFAIR))
    card = mark(assignment, a_submission(prose="why"), evidence)

    line = only_line(Gradebook(assignment=assignment, scorecards=(card,)))

    assert (line["p2_vae.a"], line["p2_vae.b"]) == ("1", "")


def test_a_card_to_look_at_is_flagged() -> None:
    card = an_empty_card(status=Status.NEEDS_REVIEW)

    assert only_line(a_gradebook(card))["needs_review"] == "true"


def test_notices_share_one_cell() -> None:
    card = an_empty_card(notices=("first, with a comma", 'second, "quoted"'))

    notices = only_line(a_gradebook(card))["notices"]

    assert notices == 'first, with a comma | second, "quoted"'


@pytest.mark.parametrize(
    "student",
    ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", " =1+1", "＝1+1"],  # noqa: RUF001
)
def test_a_spreadsheet_reads_no_formula_in_an_id(student: str) -> None:
    assert only_line(a_gradebook(an_empty_card(student)))["student"] == f"'{student}"


@given(st.text(st.characters()))
def test_no_id_breaks_out_of_its_cell(student: str) -> None:
    card = a_card(an_award(a_check()), student=student)

    line = only_line(a_gradebook(card))

    assert (line["status"], line["p2_vae.a"]) == ("graded", "0")


@given(st.text(st.characters(), min_size=1))
def test_no_cell_begins_as_a_formula(notice: str) -> None:
    line = only_line(a_gradebook(an_empty_card(notices=(notice,))))

    assert line["notices"][0] not in "=+-@\t\r"


def test_marks_have_at_most_four_places() -> None:
    award = an_award(a_check(), marks=Decimal(1) / 3)

    assert only_line(a_gradebook(a_card(award)))["marks"] == "0.3333"
