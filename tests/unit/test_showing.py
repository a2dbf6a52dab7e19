"""What the terminal shows, as text; a student's name is shown and never obeyed."""

import io
import math
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from markstone.model import Gradebook, Outcome, Status
from markstone.selftest import Corridor, Report
from markstone.showing import Shown, show_gradebook, show_selftest
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

FOLDER = Path("results/hw5")
HOSTILE = {
    "colours": "\x1b[31mred",
    "a new title": "\x1b]0;owned\a",
    "the line's start": "over\rwritten",
    "the other direction": "abc\u202edef",
    "nothing to see": "a\u200bb",
}


def a_console(*, terminal: bool = False, width: int = 120) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=terminal,
        highlight=False,
        emoji=False,
        record=True,
    )


def shown(gradebook: Gradebook, folder: Path = FOLDER) -> str:
    console = a_console()
    show_gradebook(console, gradebook, folder)
    return console.export_text()


def row_of(text: str, student: str) -> str:
    (row,) = [line for line in text.splitlines() if student in line]
    return row


def test_a_student_s_marks_stand_in_a_row() -> None:
    awards = [
        an_award(a_check("a", "2.5"), Outcome.PASSED),
        an_award(a_check("b", "1"), Outcome.FAILED),
    ]

    row = row_of(shown(a_gradebook(a_card(*awards))), "s01")

    assert row.split() == ["s01", "2.5", "2.5", "1", "failed"]


def test_of_a_large_class_the_terminal_lists_the_first_hundred() -> None:
    cards = [a_card(an_award(a_check("a"))) for _ in range(1000)]
    named = [replace(card, student=f"s{n:04}") for n, card in enumerate(cards)]

    text = shown(a_gradebook(*named))

    assert row_of(text, "s0099")
    assert "s0100" not in text
    assert "900 more students" in text


def test_what_every_question_is_worth_stands_above_it() -> None:
    text = shown(a_gradebook(a_card(an_award(a_check("a", "2.5")))))

    assert "p2" in text
    assert text.count("/2.5") == 2


def test_a_narrow_terminal_shows_the_sum_alone() -> None:
    console = a_console(width=44)
    award = an_award(a_check("a", "2.5"), Outcome.PASSED)

    show_gradebook(console, a_gradebook(a_card(award)), FOLDER)

    text = console.export_text()
    assert text.count("/2.5") == 1
    assert row_of(text, "s01").split()[:2] == ["s01", "2.5"]
    assert "A wider terminal shows" in text


def test_outcomes_are_counted_worst_news_first() -> None:
    awards = [
        an_award(a_check(f"c{i}"), outcome)
        for i, outcome in enumerate(
            (Outcome.ERRORED, Outcome.FAILED, Outcome.FAILED, Outcome.PASSED)
        )
    ]

    assert "2 failed, 1 errored" in shown(a_gradebook(a_card(*awards)))


def test_a_card_without_loss_says_so() -> None:
    card = a_card(an_award(a_check(), Outcome.PASSED))

    assert "all passed" in shown(a_gradebook(card))


@pytest.mark.parametrize("status", [Status.UNREADABLE, Status.NOT_SUBMITTED])
def test_a_card_without_questions_says_why(status: Status) -> None:
    card = an_empty_card(status=status, notices=("The archive is damaged.",))

    assert "The archive is damaged." in shown(a_gradebook(card))


def test_a_card_without_questions_and_reasons_says_its_status() -> None:
    assert "unreadable" in shown(a_gradebook(an_empty_card()))


def test_who_needs_a_person_is_named() -> None:
    award = an_award(a_check(), Outcome.UNFAIR)
    cards = [
        a_card(award, student="ann", status=Status.NEEDS_REVIEW),
        a_card(an_award(a_check(), Outcome.PASSED), student="bob"),
    ]

    assert "Needs review (a check broke): ann\n" in shown(a_gradebook(*cards))


def test_answers_in_prose_are_counted() -> None:
    award = an_award(a_check(), Outcome.AWAITS_MARKER)
    cards = [
        a_card(award, student=s, status=Status.AWAITS_MARKER) for s in ("ann", "bob")
    ]

    text = shown(a_gradebook(*cards))

    assert "Waits for a human marker: 2 answers in prose" in text
    assert "awaits marker" in row_of(text, "ann")


def test_a_class_in_which_nothing_waits_has_no_tasks() -> None:
    text = shown(a_gradebook(a_card(an_award(a_check(), Outcome.PASSED))))

    assert "Waits" not in text
    assert "review" not in text


def test_an_optional_question_has_a_star_and_its_meaning() -> None:
    questions = [
        a_question(a_part(a_check())),
        a_question(a_human_part(a_check("b")), stem="q9_more", optional=True),
    ]
    book = Gradebook(assignment=an_assignment(*questions), scorecards=())

    text = shown(book)

    assert "q9*" in text
    assert "* optional: shown, and not part of the marks" in text


def test_where_the_results_lie_is_told_on_lines_of_their_own() -> None:
    folder = Path("a very long way to go" * 10)

    text = shown(a_gradebook(an_empty_card()), folder)

    assert f"{folder}/report/index.html\n" in text
    assert f"{folder}/gradebook.csv\n" in text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_steers_the_terminal_is_shown_by_its_code_points(
    name: str,
) -> None:
    award = an_award(a_check(), Outcome.UNFAIR)
    card = a_card(award, student=HOSTILE[name], status=Status.NEEDS_REVIEW)

    text = shown(a_gradebook(card))

    assert "⟨U+" in text
    assert not any(character in text for character in "\x1b\a\r\u202e\u200b")


@pytest.mark.parametrize("name", ["[/red]", "[bold]x", "a[link=x]b", ":smile:"])
def test_a_name_that_looks_like_markup_is_shown_as_it_is(name: str) -> None:
    award = an_award(a_check(), Outcome.UNFAIR)
    card = a_card(award, student=name, status=Status.NEEDS_REVIEW)

    text = shown(a_gradebook(card), Path(name))

    assert text.count(name) == 4


def a_corridor(**fields: object) -> Corridor:
    values = {
        "question": "p2_vae",
        "check": "kl",
        "metric": "rel",
        "farthest_right": 1e-7,
        "tolerance": 1e-4,
        "nearest_wrong": 0.25,
    }
    return Corridor(**values | fields)  # type: ignore[arg-type]


def a_report(*corridors: Corridor, faults: tuple[str, ...] = ()) -> Report:
    return Report(
        assignment="hw5",
        accepted=3,
        mutants=7,
        unequal=(),
        survivors=(),
        unnamed=("p2_vae: mutant lazy",),
        faults=faults,
        corridors=corridors,
    )


def tried(report: Report) -> str:
    console = a_console()
    show_selftest(console, report)
    return console.export_text()


def test_a_corridor_stands_in_a_row_below_its_question() -> None:
    lines = tried(a_report(a_corridor(), a_corridor(check="elbo"))).splitlines()

    (heading,) = [i for i, line in enumerate(lines) if line.strip() == "p2_vae"]
    assert lines[heading + 1].split() == ["kl", "rel", "1.0e-07", "0.0001", "2.5e-01"]
    assert lines[heading + 2].split()[0] == "elbo"


def test_a_corridor_without_a_wrong_value_says_what_told_it_apart() -> None:
    assert "shape or NaN" in tried(a_report(a_corridor(nearest_wrong=math.inf)))


def test_what_was_tried_is_counted() -> None:
    text = tried(a_report())

    assert "3 accepted variants, 7 mutants, 0 survivors, 6 known by their" in text
    assert "Not told from others: p2_vae: mutant lazy" in text


def test_every_fault_is_told_and_nothing_is_well_then() -> None:
    text = tried(a_report(faults=("one [bad]", "two")))

    assert "FAULT one [bad]\n" in text
    assert "FAULT two\n" in text
    assert "all is well" not in text


def test_a_paper_without_faults_is_well() -> None:
    assert "hw5: all is well" in tried(a_report())


def progressed(*, terminal: bool) -> str:
    console = a_console(terminal=terminal)
    progress = Shown(console)
    progress.say("Starting [it]")
    progress.start("hw5", 2)
    for student in ("ann", "\x1b[31mbob"):
        progress.advance(student)
    progress.end()
    progress.end()
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_run_goes_on_line_by_line_where_nobody_watches() -> None:
    assert progressed(terminal=False).splitlines() == [
        "Starting [it] …",
        "hw5 1/2 ann",
        "hw5 2/2 ⟨U+001B⟩[31mbob",
    ]


def test_a_run_has_a_bar_on_a_terminal() -> None:
    text = progressed(terminal=True)

    assert "2/2" in text
    assert "ann" not in text


def test_marks_are_shown_to_four_places_at_most() -> None:
    card = a_card(an_award(a_check("a", "1"), marks=Decimal(1) / 3))

    assert "0.3333 " in shown(a_gradebook(card))
