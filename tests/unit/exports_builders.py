"""Gradebooks as they are read from disk, with everything that an export meets."""

from pathlib import Path
from typing import Any

from markstone import gradebooks
from markstone.gradebooks import Book
from markstone.marking import mark
from markstone.model import Gradebook, Outcome, Person, Scorecard, Status
from markstone.reports import to_csv, to_json
from tests.unit.builders import (
    a_check,
    a_human_part,
    a_part,
    a_public_check,
    a_question,
    a_result,
    a_submission,
    an_assignment,
    an_empty_card,
    an_evidence,
)

PLATFORMS = Path(__file__).parents[1] / "data" / "platforms"

HOSTILE = (
    "</failure>]]>\x1b[31m\x00\ufffe\n::error::mine\r::set-output name=a::b\n"
    "%0A::stop-commands::x\n| a | b |\n@everyone #1 [x](https://e.example) <img src=x>"
)

PAPER = an_assignment(
    a_question(
        a_part(
            a_public_check("kl", "2.5", title="KL is the closed form."),
            a_check("recon", "0.3"),
            a_check("elbo", "0.2", needs=("recon",)),
        ),
        a_human_part(a_check("why", "1")),
    ),
    a_question(a_part(a_check("trains", "8")), stem="q10_train"),
    a_question(a_part(a_check("flows", "7")), stem="p4_flow", optional=True),
)
"""Out of 12, and 7 more that are optional."""


def a_marked(
    student: str, *results: Any, prose: str | None = None, **fields: Any
) -> Scorecard:
    submission = a_submission(student=student, prose=prose, **fields)
    evidence = an_evidence(*results)
    return mark(PAPER, submission, type(evidence)(student=student, results=results))


def everything() -> Gradebook:
    """One student of every kind."""
    train: dict[str, Any] = {"question": "q10_train"}
    return Gradebook(
        assignment=PAPER,
        scorecards=(
            a_marked(
                "ann",
                a_result("kl"),
                a_result("recon"),
                a_result("elbo"),
                a_result("trains", **train),
                a_result("flows", question="p4_flow"),
            ),
            a_marked(
                "bob",
                a_result("kl", Outcome.FAILED, message=HOSTILE),
                a_result("recon", Outcome.ERRORED, message=_at(7)),
                a_result("elbo"),
                a_result("trains", Outcome.TIMED_OUT, **train),
                notices=(f"Not taken: {HOSTILE}",),
            ),
            a_marked("cleo", a_result("kl"), a_result("recon"), prose="Because."),
            a_marked("dan", a_result("kl"), a_result("recon", Outcome.UNFAIR)),
            an_empty_card("eve", Status.UNREADABLE, notices=("no zip",)),
            an_empty_card("=fay", Status.NOT_SUBMITTED),
        ),
    )


def _at(line: int) -> str:
    return f"ValueError: bad: shape, (p2_vae.py, line {line})"


def laid(gradebook: Gradebook, folder: Path) -> Path:
    """Write a gradebook where a run leaves it, and return the results folder."""
    place = folder / gradebook.assignment.name
    place.mkdir(parents=True)
    (place / "gradebook.json").write_text(to_json.render(gradebook), encoding="utf-8")
    (place / "gradebook.csv").write_bytes(to_csv.render(gradebook).encode())
    return folder


def a_book(gradebook: Gradebook, folder: Path) -> Book:
    (book,) = gradebooks.read(laid(gradebook, folder)).values()
    return book


def a_class(*cards: tuple[str, str, tuple[Person, ...]]) -> Gradebook:
    """Students with so many marks, of whom a platform tells the people."""
    return Gradebook(
        assignment=PAPER,
        scorecards=tuple(_with_marks(*card) for card in cards),
    )


def _with_marks(student: str, marks: str, people: tuple[Person, ...]) -> Scorecard:
    question = a_question(a_part(a_check("kl", marks)))
    paper = an_assignment(question)
    submission = a_submission(student=student, people=people)
    evidence = type(an_evidence())(student=student, results=(a_result("kl"),))
    return mark(paper, submission, evidence)
