"""The example class: what every student of it gets, and what lies in the results."""

import csv
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from tests.integration.expected import EXPECTED, NOTICES, REASONS, SLIPS
from tests.integration.running import (
    CLASS,
    PAPER,
    ROOT,
    Run,
    grade,
    not_passed,
    some_of_the_class,
    spread,
)

pytestmark = pytest.mark.slow


def test_the_class_is_graded_without_a_question_left_for_the_grader(
    example: Run,
) -> None:
    assert (example.code, example.complained) == (0, "")
    assert list(example.students) == list(EXPECTED)
    assert not any(student["needs_review"] for student in example.students.values())


@pytest.mark.parametrize("name", EXPECTED)
def test_a_student_gets_these_marks_and_no_others(example: Run, name: str) -> None:
    student, expected = example.students[name], EXPECTED[name]

    assert student["marks"] == student["machine_marks"] == expected.marks
    assert student["questions"]["p4_planar_flow"]["marks"] == expected.flow
    assert student["status"] == expected.status
    assert not_passed(student) == spread(expected.others, student)


@pytest.mark.parametrize(("name", "check"), REASONS)
def test_a_student_is_told_why(example: Run, name: str, check: str) -> None:
    assert REASONS[name, check] in example.check(name, check)["message"]


@pytest.mark.parametrize(("name", "check"), SLIPS)
def test_a_known_slip_is_named(example: Run, name: str, check: str) -> None:
    assert example.check(name, check)["misconception"] == SLIPS[name, check]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_notice_tells_what_was_odd_about_the_files(example: Run, name: str) -> None:
    notices = example.students[name]["notices"]

    expected = NOTICES.get(name, [])
    assert len(notices) == len(expected)
    assert all(map(str.startswith, notices, expected))


def test_the_right_answers_stand_in_every_style(example: Run) -> None:
    for name in ("s01", "s02", "s03"):
        lost = not_passed(example.students[name]).values()
        assert set(lost) <= {"AWAITS_MARKER", "NOT_ATTEMPTED"}, name


def test_the_results_hold_what_the_reference_promises(example: Run) -> None:
    names = {path.name for path in example.folder.iterdir()}
    assert {"gradebook.json", "gradebook.csv", "run.json", "evidence"} <= names

    pages = {path.name for path in (example.folder / "report").iterdir()}
    evidence = {path.name for path in (example.folder / "evidence").iterdir()}
    assert pages == {"index.html", "run.html", *(f"{name}.html" for name in EXPECTED)}
    assert evidence == {f"{name}.json" for name in EXPECTED}


def test_the_gradebook_fits_its_published_schema(example: Run) -> None:
    book = json.loads((example.folder / "gradebook.json").read_text())
    schema = json.loads((ROOT / "docs/reference/gradebook.schema.json").read_text())

    jsonschema.validate(book, schema)

    assert (book["assignment"], book["out_of"]) == (PAPER, 50)


def test_the_spreadsheet_says_what_the_gradebook_says(example: Run) -> None:
    text = (example.folder / "gradebook.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))

    assert [(row["student"], float(row["marks"]), row["status"]) for row in rows] == [
        (name, expected.marks, expected.status) for name, expected in EXPECTED.items()
    ]


def test_a_megabyte_of_prints_is_cut_to_what_a_report_can_hold(example: Run) -> None:
    evidence = (example.folder / "evidence" / "s11.json").read_text()

    assert "DEBUG" in evidence
    assert "(more was printed)" in evidence
    assert len(evidence) < 1 << 20


def test_the_class_is_quick_and_leaves_nothing_behind(example: Run) -> None:
    facts: dict[str, Any] = example.facts

    assert facts["isolation"] == "namespaces"
    assert (facts["submissions"], facts["jobs"]) == (12, 2)
    # On two idle cores 25 s pass, 10 of them waiting for s07, and the host computes
    # for 2 s; a busy machine changes the first figure only.
    assert facts["seconds"] < 300
    assert facts["cpu_seconds_of_host"] < 20
    assert example.left == ()


def test_two_runs_differ_in_nothing_but_their_times(tmp_path: Path) -> None:
    quick = ("s03.zip", "s08", "s11", "s12")
    some = some_of_the_class(tmp_path / "class", *quick)

    one = grade("class", tmp_path / "one", "--jobs", 1, cwd=tmp_path)
    two = grade(some, tmp_path / "two", "--jobs", 2, cwd=Path("/"))

    assert (one.code, two.code) == (0, 0)
    assert len(one.identity()) > 3 * len(quick)
    assert one.identity() == two.identity()


def test_who_else_is_in_the_class_makes_no_difference(
    example: Run, tmp_path: Path
) -> None:
    some = some_of_the_class(tmp_path / "class", "s04.ipynb", "s10")

    alone = grade(some, tmp_path / "out", "--jobs", 2)

    for name in ("s04", "s10"):
        assert alone.students[name] == example.students[name]
        for file in (f"evidence/{name}.json", f"report/{name}.html"):
            assert alone.identity()[file] == example.identity()[file]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    path = ROOT / "examples" / "make_archives.py"
    spec = importlib.util.spec_from_file_location("make_archives", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_shipped_archives_are_those_of_their_sources(
    maker: ModuleType, tmp_path: Path
) -> None:
    maker.main(tmp_path)

    made = {
        path.relative_to(tmp_path): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert {path.parts[0] for path in made} == {"s03.zip", "s05.tar.gz", "s06"}
    for path, content in made.items():
        assert (CLASS / path).read_bytes() == content, (
            f"{path} is not what examples/make_archives.py makes: run it"
        )
    assert len(list((CLASS / "s06").iterdir())) == len(made) - 2
