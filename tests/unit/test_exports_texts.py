"""What platforms and CI take, read back and held against the marks."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema

from markstone.errors import UsageError
from markstone.exports import (
    to_classroom50,
    to_csv,
    to_github,
    to_gradescope,
    to_json,
    to_junit,
    to_markdown,
)
from markstone.exports.lines import lines
from markstone.gradebooks import Book, Student, find_student
from tests.unit.exports_builders import PLATFORMS, a_book, everything, laid

NOW = datetime(2026, 11, 7, 9, 30, tzinfo=UTC)
RUNNER = {
    "CLASSROOM": "deep-learning",
    "ASSIGNMENT": "hw5",
    "SUBMISSION_TAG": "submit/2026-11-06T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://github.example/c",
    "RELEASE_URL": "https://github.example/r",
    "OWNER": "ann",
    "ASSIGNMENT_TYPE": "individual",
}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return a_book(everything(), tmp_path)


def schema(name: str) -> Any:
    return json.loads((PLATFORMS / f"{name}.schema.json").read_text())


def marks_of(student: Student) -> Decimal:
    return sum(
        (q.marks for q in student.questions.values() if not q.optional),
        start=Decimal(0),
    )


# Gradescope


def test_gradescope_results_satisfy_every_rule(book: Book) -> None:
    for student in book.students:
        result = json.loads(to_gradescope.render(book, student))
        jsonschema.validate(result, schema("gradescope_results"))


def test_gradescope_s_scores_are_the_gradebook_s(book: Book) -> None:
    for student in book.students:
        result = json.loads(to_gradescope.render(book, student), parse_float=Decimal)

        optional = ("p4_flow",)
        counted = [t for t in result["tests"] if t["tags"][0] not in optional]
        assert result["score"] == student.marks
        assert sum(t.get("score", 0) for t in counted) == student.marks


def test_a_check_that_waits_for_a_person_has_no_score_to_lose(book: Book) -> None:
    result = json.loads(to_gradescope.render(book, find_student(book, "cleo")))

    (waiting,) = [t for t in result["tests"] if t["output"].startswith("Waits")]
    assert waiting.keys().isdisjoint({"score", "max_score", "status"})


def test_what_may_not_be_run_at_home_is_shown_once_grades_are_published(
    book: Book,
) -> None:
    result = json.loads(to_gradescope.render(book, find_student(book, "ann")))

    seen = {t["extra_data"]["check"]: t["visibility"] for t in result["tests"]}
    assert seen["p2_vae.a.kl"] == "visible"
    assert seen["p2_vae.a.recon"] == "after_published"
    assert result["stdout_visibility"] == "hidden"


def test_nothing_in_gradescope_s_output_is_markup(book: Book) -> None:
    result = json.loads(to_gradescope.render(book, find_student(book, "bob")))

    formats = {result[key] for key in result if key.endswith("_format")}
    assert formats == {"text"}
    assert "\x1b" not in json.dumps(result, ensure_ascii=False)


def test_what_a_person_marked_is_one_line_with_the_part_s_marks(book: Book) -> None:
    cleo = find_student(book, "cleo")
    part = cleo.questions["p2_vae"].parts["b"]
    ticked = part.checks["why"].model_copy(
        update={"outcome": "PASSED", "message": "You say why."}
    )
    # a mark outside the lines: they do not add up to it
    marked = part.model_copy(
        update={
            "marks": Decimal("0.25"),
            "comment": "Well put.",
            "checks": {"why": ticked, "empty_words": ticked},
        }
    )
    parts = cleo.questions["p2_vae"].parts | {"b": marked}
    question = cleo.questions["p2_vae"].model_copy(update={"parts": parts})
    student = cleo.model_copy(update={"questions": {"p2_vae": question}})

    (by_hand,) = [line for line in lines(student) if line.part == "b"]

    assert (by_hand.check.marks, by_hand.check.out_of) == (Decimal("0.25"), Decimal(1))
    assert by_hand.check.outcome == "PARTIAL"
    assert by_hand.told == "Well put.\nYou say why."
    assert by_hand.key == "p2_vae.b"


# Classroom 50


def test_classroom50_results_are_whole_numbers_that_add_up(book: Book) -> None:
    for student in book.students:
        text = to_classroom50.render(book, student, RUNNER, NOW)
        result = json.loads(text)

        jsonschema.validate(result, schema("classroom50_result"))
        tests = result["tests"]
        assert result["score"] == sum(t["score"] for t in tests)
        assert result["max-score"] == sum(t["max-score"] for t in tests)
        # 0.3 and 0.2: tenths of a mark carry everything
        assert Decimal(result["score"]) / 10 == marks_of(student)


def test_classroom50_is_told_when_it_was_submitted_and_when_graded(
    book: Book,
) -> None:
    result = json.loads(to_classroom50.render(book, book.students[0], RUNNER, NOW))

    assert result["datetime"] == "2026-11-06T14:32:05Z"
    assert result["graded_at"] == "2026-11-07T09:30:00Z"
    assert (result["owner"], result["assignment_type"]) == ("ann", "individual")
    assert result["review"] == RUNNER["COMMIT_URL"]


def test_without_its_runner_classroom50_says_what_is_missing(book: Book) -> None:
    with pytest.raises(UsageError, match="needs CLASSROOM, ASSIGNMENT, SUBMISSION_TAG"):
        to_classroom50.render(book, book.students[0], {}, NOW)


# JUnit


def suites(book: Book) -> list[ET.Element]:
    text = to_junit.render(book, book.students)
    return list(ET.fromstring(text.encode()))  # noqa: S314 (we wrote it)


def test_the_xml_is_valid_against_the_published_schema(book: Book) -> None:
    text = to_junit.render(book, book.students)

    xmlschema.XMLSchema10(PLATFORMS / "junit-10.xsd").validate(text)


def test_the_schema_refuses_what_it_does_not_know(book: Book) -> None:
    text = to_junit.render(book, book.students)
    text = re.sub(r"<(/?)skipped", r"<\1missed", text)

    with pytest.raises(xmlschema.XMLSchemaValidationError):
        xmlschema.XMLSchema10(PLATFORMS / "junit-10.xsd").validate(text)


def test_every_check_is_a_case_and_every_student_a_suite(book: Book) -> None:
    told = suites(book)

    assert [suite.get("name") for suite in told] == [s.student for s in book.students]
    bob = next(suite for suite in told if suite.get("name") == "bob")
    kinds = {
        case.get("name"): [
            (one.tag, one.get("type")) for one in case if one.get("type")
        ]
        for case in bob.iter("testcase")
    }
    assert kinds == {
        "kl": [("failure", "FAILED")],
        "recon": [("failure", "ERRORED")],
        "elbo": [("skipped", "BLOCKED")],
        "marked_by_a_person": [("skipped", "NOT_ATTEMPTED")],
        "trains": [("failure", "TIMED_OUT")],
        "flows": [("failure", "MISSING")],
    }
    assert (bob.get("tests"), bob.get("failures"), bob.get("errors")) == ("6", "4", "0")


def test_a_suite_carries_the_marks(book: Book) -> None:
    for suite, student in zip(suites(book), book.students, strict=True):
        told = {p.get("name"): p.get("value") for p in suite.iter("property")}
        assert Decimal(str(told["marks"])) == student.marks
        assert told["status"] == student.status


def test_what_xml_forbids_is_made_visible(book: Book) -> None:
    text = to_junit.render(book, book.students)

    assert "⟨U+001B⟩[31m⟨U+0000⟩⟨U+FFFE⟩" in text


# GitHub

COMMAND = re.compile(r"::(error|warning|notice)(?: ([a-z]+=[^:]*))?::[^\r\n]*")


def test_a_student_who_prints_commands_injects_nothing(book: Book) -> None:
    printed = to_github.annotations(book, find_student(book, "bob"))

    lines = printed.splitlines()
    assert "\r" not in printed
    assert all(COMMAND.fullmatch(line) for line in lines)
    assert [line.partition(" ")[0] for line in lines] == [
        *("::error", "::error", "::error", "::error", "::notice")
    ]


def test_an_annotation_unescaped_says_what_the_student_may_read(book: Book) -> None:
    printed = to_github.annotations(book, find_student(book, "bob"))

    message = printed.splitlines()[0].partition("::")[2].partition("::")[2]
    shown = message.replace("%0A", "\n").replace("%25", "%")
    assert "\n::error::mine⟨U+000D⟩::set-output name=a::b\n%0A::stop" in shown


def test_an_annotation_points_to_the_line_that_raised(book: Book) -> None:
    printed = to_github.annotations(book, find_student(book, "bob"))

    assert (
        "::error file=p2_vae.py,line=7,title=p2_vae%3A a recon::"
        "ValueError: bad: shape, (p2_vae.py, line 7)"
    ) in printed.splitlines()


def test_what_went_well_is_no_annotation(book: Book) -> None:
    printed = to_github.annotations(book, find_student(book, "ann"))

    assert printed == "::notice title=Marks::ann: 11 of 12 in hw5.\n"


def test_more_annotations_than_github_shows_are_counted(book: Book) -> None:
    bob = find_student(book, "bob")
    part = bob.questions["p2_vae"].parts["a"]
    failed = part.checks["recon"]
    many = {
        f"c{n}": failed.model_copy(update={"message": f"No. {n}."}) for n in range(25)
    }
    questions = {
        "q": bob.questions["p2_vae"].model_copy(
            update={"parts": {"a": part.model_copy(update={"checks": many})}}
        )
    }

    printed = to_github.annotations(
        book, bob.model_copy(update={"questions": questions})
    )

    assert printed.count("::error") == 10
    assert "15 more are in the summary." in printed


def test_a_summary_is_short_enough_to_be_shown(book: Book) -> None:
    bob = find_student(book, "bob")
    long = bob.model_copy(update={"notices": tuple("ä" * 1000 for _ in range(1500))})

    told = to_github.summary(book, long)

    assert 900_000 < len(told.encode()) < 1 << 20
    assert told.endswith(
        "does not fit into a summary (1 MiB); the log of this step has it.\n"
    )


# Markdown


def test_markdown_has_a_table_of_the_class_and_the_marks(book: Book) -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in to_markdown.render(book, book.students).splitlines()
        if line.startswith("|")
    ]

    read = {row[0].replace("\\", ""): Decimal(row[1]) for row in rows[2:]}
    assert read == {student.student: student.marks for student in book.students}


def test_what_a_student_wrote_is_no_markup(book: Book) -> None:
    told = to_markdown.render(book, [find_student(book, "bob")])

    unescaped = re.sub(r"\\.", "", told.replace("**", ""))
    assert not re.search(r"<|>|\[|@\w|#\d|://|`", unescaped)
    assert told.count("\n|") == 5  # our own table: head, line, three questions


# CSV and JSON


def test_json_is_the_gradebook_byte_for_byte(tmp_path: Path) -> None:
    book = a_book(everything(), tmp_path)

    text = (tmp_path / "hw5" / "gradebook.json").read_text(encoding="utf-8")
    assert to_json.render(book, book.students) == text


def test_json_of_one_student_is_their_line(book: Book) -> None:
    told = json.loads(to_json.render(book, [find_student(book, "bob")]))

    assert [one["student"] for one in told["students"]] == ["bob"]
    assert told["students"][0]["questions"].keys() == {"p2_vae", "q10_train", "p4_flow"}


def test_json_keeps_what_a_newer_version_added(tmp_path: Path) -> None:
    path = laid(everything(), tmp_path) / "hw5" / "gradebook.json"
    plain = json.loads(path.read_text())
    plain["students"][0]["late"] = {"days": 1.5}
    path.write_text(json.dumps(plain))
    from markstone import gradebooks

    book = gradebooks.read(tmp_path)["hw5"]

    told = json.loads(to_json.render(book, book.students))
    assert told["students"][0]["late"] == {"days": 1.5}


def test_csv_is_the_gradebook_byte_for_byte(tmp_path: Path) -> None:
    book = a_book(everything(), tmp_path)

    text = (tmp_path / "hw5" / "gradebook.csv").read_bytes().decode()
    assert to_csv.render(book, book.students) == text


def test_csv_holds_no_formula(book: Book) -> None:
    rows = csv.reader(io.StringIO(to_csv.render(book, book.students)))

    cells = [cell for row in rows for cell in row]
    assert "'=fay" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
