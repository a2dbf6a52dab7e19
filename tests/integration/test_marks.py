"""A class that is graded, marked by people, and graded again."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.running import ROOT
from tests.tiny_course import NAME, STEM, lay_course

pytestmark = pytest.mark.slow

RIGHT = "def double(x):\n    return 2 * x\n"
PARTS = [
    {
        "id": "a",
        "title": "The line",
        "marks": 1,
        "marked_by": "machine",
        "checks": {"doubles": {"marks": 1}},
    },
    {
        "id": "why",
        "title": "Why",
        "marks": 2,
        "marked_by": "human",
        "lines": {
            "linear": {"marks": 2, "title": "Linear", "for_student": "Linear, yes."},
            "long": {"marks": -1, "title": "Too long"},
        },
    },
]


def run(*arguments: object) -> str:
    ended = subprocess.run(
        [sys.executable, str(ROOT / "grade.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


class Class:
    """A class of two who wrote a sentence each."""

    def __init__(self, root: Path) -> None:
        question = {"stem": STEM, "title": "A line", "parts": PARTS}
        self.course = lay_course(
            root / "course", rubric={"total": 3, "questions": [question]}
        )
        self.submissions = root / "class"
        self.out = root / "out"
        self.write("s01", "It is linear.")
        self.write("s02", "Because.")

    def write(self, student: str, prose: str) -> None:
        folder = self.submissions / student
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{STEM}.py").write_text(RIGHT)
        sheet = f"assignment: {NAME}\n{STEM}:\n  prose: {json.dumps(prose)}\n"
        (folder / "answers.yaml").write_text(sheet)

    def grade(self) -> str:
        flags = ("--course", self.course, "--out", self.out, "--jobs", 1)
        return run(self.submissions, *flags)

    def mark(self, **by_text: str) -> str:
        """Tick lines by the beginnings of answers, in a table."""
        flags = ("mark", self.out, "--course", self.course, "--marker", "ann")
        table = self.out / "answers.csv"
        run(*flags, "--csv", table)
        rows = list(csv.DictReader(io.StringIO(table.read_text(), newline="")))
        for row in rows:
            row["ticked"] = by_text.get(row["text"].split()[0], "")
            row["marked"] = "yes"
        with table.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return run(*flags, "--from", table)

    def students(self) -> dict[str, Any]:
        book = json.loads((self.out / NAME / "gradebook.json").read_text())
        return {student["student"]: student for student in book["students"]}

    def reports(self) -> dict[str, bytes]:
        """Return what marking and grading both write."""
        folder = self.out / NAME
        paths = [*folder.glob("gradebook.*"), *(folder / "report").glob("*.html")]
        return {p.name: p.read_bytes() for p in paths if p.name != "run.html"}


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Class, dict[str, Any]]:
    """The class after it was graded and marked, and its gradebook before."""
    some = Class(tmp_path_factory.mktemp("marks"))
    some.grade()
    before = some.students()
    some.mark(It="linear")
    return some, before


def test_marks_by_hand_complete_a_gradebook_that_waited(
    marked: tuple[Class, dict[str, Any]],
) -> None:
    some, before = marked

    assert {s["status"] for s in before.values()} == {"awaits_marker"}
    assert {s["status"] for s in some.students().values()} == {"graded"}
    assert {n: s["marks"] for n, s in some.students().items()} == {"s01": 3, "s02": 1}


def test_grading_again_keeps_marks_and_writes_the_same_bytes(
    marked: tuple[Class, dict[str, Any]],
) -> None:
    some, _ = marked
    before = some.reports()

    some.grade()

    assert some.reports() == before


def test_an_answer_that_changed_is_named_on_the_terminal(
    marked: tuple[Class, dict[str, Any]],
) -> None:
    some, _ = marked
    some.write("s01", "Something else.")

    said = " ".join(some.grade().split())

    assert "Needs another look: s01 q1_line.why: The answer changed" in said
    assert some.students()["s01"]["marks"] == 3
    assert some.students()["s01"]["status"] == "awaits_marker"
