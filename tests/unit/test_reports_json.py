import json
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from markstone.marking import mark
from markstone.model import Gradebook, MarkedBy, Outcome, Person, Status
from markstone.reports import to_json
from tests.unit.builders import (
    a_card,
    a_check,
    a_gradebook,
    a_human_part,
    a_part,
    a_public_check,
    a_question,
    a_result,
    a_submission,
    an_assignment,
    an_award,
    an_empty_card,
    an_evidence,
)

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "gradebook.schema.json"


def read(gradebook: Gradebook) -> Any:
    return json.loads(to_json.render(gradebook))


def a_marked_gradebook() -> Gradebook:
    """One of everything that the schema knows."""
    assignment = an_assignment(
        a_question(
            a_part(
                a_public_check("kl", "2.5", hint="Try mu = 0.", title="It holds."),
                a_check("recon"),
            ),
            a_human_part(a_check("why")),
        ),
        a_question(a_part(a_check("flows")), stem="p4_flow", optional=True),
    )
    evidence = an_evidence(
        a_result("kl", Outcome.FAILED, misconception="half", message="The KL."),
        a_result("recon", Outcome.UNFAIR, detail="KeyError"),
    )
    return Gradebook(
        assignment=assignment,
        scorecards=(
            mark(
                assignment,
                a_submission(prose="Because.", people=(Person(id="4711"),)),
                evidence,
            ),
            an_empty_card("s00", Status.NOT_SUBMITTED),
            an_empty_card("s02", Status.UNREADABLE, notices=("no zip file",)),
        ),
    )


def test_a_check_that_may_be_run_at_home_says_so_and_what_it_claims() -> None:
    kl = a_public_check("kl", title="KL is the closed form.")
    card = a_card(an_award(kl), an_award(a_check("recon")))

    (student,) = read(a_gradebook(card))["students"]

    checks = student["questions"]["p2_vae"]["parts"]["a"]["checks"]
    assert checks["kl"]["visibility"] == "public"
    assert checks["kl"]["claim"] == "KL is the closed form."
    assert checks["recon"].keys() == {"outcome", "marks", "out_of", "message"}


def test_who_handed_it_in_is_told_where_a_platform_tells() -> None:
    jane = Person(id="4711", name="Jane Doe")
    pair = a_card(student="pair", people=(jane, Person(email="roe@example.edu")))

    alone, both = read(a_gradebook(a_card(student="alone"), pair))["students"]

    assert "people" not in alone
    assert both["people"] == [
        {"id": "4711", "name": "Jane Doe"},
        {"email": "roe@example.edu"},
    ]


def test_a_gradebook_is_what_its_schema_says() -> None:
    schema = json.loads(SCHEMA.read_text())

    jsonschema.validate(read(a_marked_gradebook()), schema)


def test_the_schema_refuses_what_it_does_not_know() -> None:
    wrong = read(a_marked_gradebook())
    wrong["students"][1]["status"] = "excellent"

    with pytest.raises(jsonschema.ValidationError, match="excellent"):
        jsonschema.validate(wrong, json.loads(SCHEMA.read_text()))


def test_a_gradebook_reads_as_the_design_shows_it() -> None:
    award = an_award(
        a_check("kl", "2"), message="The KL term.", misconception="forgot_half_kl"
    )
    gradebook = a_gradebook(a_card(award, notices=("renamed a file",)))

    assert to_json.render(gradebook) == (
        '{"schema": "markstone/gradebook/1", "assignment": "hw5", "out_of": 2, '
        '"students": [\n'
        '  {"student": "s01", "status": "graded", "marks": 0, "machine_marks": 0, '
        '"out_of": 2, "needs_review": false, "notices": ["renamed a file"], '
        '"questions": {"p2_vae": {"marks": 0, "out_of": 2, "parts": {"a": '
        '{"marks": 0, "out_of": 2, "marked_by": "machine", "checks": {"kl": '
        '{"outcome": "FAILED", "marks": 0, "out_of": 2, "message": "The KL term.", '
        '"misconception": "forgot_half_kl"}}}}}}}\n'
        "]}\n"
    )


def test_an_optional_question_says_so() -> None:
    student = read(a_marked_gradebook())["students"][1]

    assert student["questions"]["p4_flow"]["optional"] is True


def test_a_question_that_counts_is_not_called_optional() -> None:
    student = read(a_marked_gradebook())["students"][1]

    assert "optional" not in student["questions"]["p2_vae"]


def test_students_are_sorted() -> None:
    students = read(a_marked_gradebook())["students"]

    assert [student["student"] for student in students] == ["s00", "s01", "s02"]


def test_a_gradebook_without_students_is_still_a_gradebook() -> None:
    assert read(a_gradebook())["students"] == []


def test_marks_carry_no_noise_of_binary_fractions() -> None:
    award = an_award(a_check(marks="1"), marks=Decimal("0.1") + Decimal("0.2"))

    assert '"marks": 0.3,' in to_json.render(a_gradebook(a_card(award)))


def test_a_message_keeps_its_lines() -> None:
    award = an_award(a_check(), message="first\nsecond\x1b[2J")

    student = read(a_gradebook(a_card(award)))["students"][0]

    check = student["questions"]["p2_vae"]["parts"]["a"]["checks"]["kl"]
    assert check["message"] == "first\nsecond⟨U+001B⟩[2J"


@pytest.mark.parametrize(
    "student", ["zoë", "a\u202eb", "a\udc80b", "\U000e0041", "\x7f"]
)
def test_an_id_comes_back_as_it_was(student: str) -> None:
    gradebook = a_gradebook(an_empty_card(student))

    assert read(gradebook)["students"][0]["student"] == student


@pytest.mark.parametrize("student", ["a\u202eb", "a\udc80b", "\U000e0041", "\x7f"])
def test_an_id_cannot_steer_the_terminal_that_shows_the_file(student: str) -> None:
    assert to_json.render(a_gradebook(an_empty_card(student))).isascii()


def test_letters_of_any_language_stay_readable() -> None:
    assert "zoë" in to_json.render(a_gradebook(an_empty_card("zoë")))


@pytest.mark.parametrize(
    ("field", "known"),
    [("outcome", Outcome), ("status", Status), ("marked_by", MarkedBy)],
)
def test_the_schema_knows_every_word_of_the_model(
    field: str, known: type[StrEnum]
) -> None:
    definitions = json.loads(SCHEMA.read_text())["$defs"]
    words = {
        "outcome": definitions["outcome"]["enum"],
        "status": definitions["student"]["properties"]["status"]["enum"],
        "marked_by": definitions["part"]["properties"]["marked_by"]["enum"],
    }

    assert set(words[field]) == set(known)


@pytest.mark.parametrize("word", [*Outcome, *Status])
def test_every_word_of_a_gradebook_is_explained(word: str) -> None:
    assert f"| `{word}` |" in SCHEMA.with_name("results.md").read_text("utf-8")
