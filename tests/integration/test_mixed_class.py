"""One command grades a folder in which submissions of every assignment lie mixed."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from markstone import course
from markstone.course import Paper
from markstone.model import MarkedBy
from tests.integration.running import ROOT, Run, grade

pytestmark = pytest.mark.slow

PAPERS = course.load(ROOT)


def hand_in(paper: Paper, folder: Path) -> None:
    """Lay the reference there as a student would, with no word of which paper it is."""
    folder.mkdir(parents=True)
    right = paper.right_submission()
    for name, content in right.files.items():
        (folder / name).write_bytes(content)
    if right.answers:
        (folder / "answers.yaml").write_text(yaml.safe_dump(dict(right.answers)))


def _student(paper: Paper) -> str:
    return f"of_{paper.assignment.name}"


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder: Path = tmp_path_factory.mktemp("mixed")
    for paper in PAPERS:
        hand_in(paper, folder / "class" / _student(paper))
    (folder / "class" / "of_none").mkdir()
    (folder / "class" / "of_none" / "essay.txt").write_text("Sorry, wrong course.")
    return grade(folder / "class", folder / "out", "--jobs", 2)


def _book(run: Run, name: str) -> dict[str, Any]:
    book: dict[str, Any] = json.loads(
        (run.folder.parent / name / "gradebook.json").read_text()
    )
    return book


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.assignment.name)
def test_each_is_graded_by_its_own_paper_and_earns_every_machine_mark(
    mixed: Run, paper: Paper
) -> None:
    (student,) = _book(mixed, paper.assignment.name)["students"]

    by_machine = sum(
        (
            part.marks
            for question in paper.assignment.questions
            if not question.optional
            for part in question.parts
            if part.marked_by is MarkedBy.MACHINE
        ),
        start=Decimal(0),
    )
    assert student["student"] == _student(paper)
    assert Decimal(str(student["machine_marks"])) == by_machine


def test_who_answers_no_paper_stands_in_a_gradebook_all_the_same(mixed: Run) -> None:
    (lost,) = _book(mixed, "unassigned")["students"]

    assert lost["student"] == "of_none"
    assert lost["status"] == "unreadable"
    assert mixed.code == 0
