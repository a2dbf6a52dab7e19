"""Answers that were really handed in, rewritten under neutral ids.

Each folder ``tests/data/real_theory_*`` holds the answers and ``expected.yaml``,
which says what they must come to: every error costs its own marks, and nothing else.
"""

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from markstone import pipeline
from markstone.course import Paper
from markstone.model import Award, MarkedBy, Outcome, QuestionCard, Scorecard
from markstone.pipeline.config import Config
from markstone.showing import Shown

ROOT = Path(__file__).parents[2]
FOLDERS = sorted((ROOT / "tests/data").glob("real_theory_*"))


def never(paper: Paper, seed: str) -> None:
    raise AssertionError(f"{paper.assignment.name} has its own seed, not {seed}")


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda f: f.name)
def graded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], Scorecard]:
    folder = tmp_path_factory.mktemp("class")
    shutil.copytree(request.param, folder / "class" / request.param.name)
    (folder / "class" / request.param.name / "expected.yaml").unlink()
    config = Config(
        submissions=folder / "class", course=ROOT, out=folder / "out", jobs=2
    )
    (one,) = pipeline.run(config, Shown(Console(quiet=True)), never)
    expected = yaml.safe_load((request.param / "expected.yaml").read_text())
    (card,) = one.gradebook.scorecards
    return expected["questions"], card


def _by_machine(card: QuestionCard) -> list[Award]:
    return [
        award
        for part in card.parts
        if part.part.marked_by is MarkedBy.MACHINE
        for award in part.awards
    ]


@pytest.mark.slow
def test_each_question_has_the_marks_that_it_should(
    graded: tuple[dict[str, Any], Scorecard],
) -> None:
    expected, card = graded

    marks = {
        question.question.stem: sum(a.marks for a in _by_machine(question))
        for question in card.questions
        if question.question.stem in expected
    }

    assert marks == {q: Decimal(str(told["marks"])) for q, told in expected.items()}


@pytest.mark.slow
def test_each_error_costs_its_own_check_alone(
    graded: tuple[dict[str, Any], Scorecard],
) -> None:
    expected, card = graded

    lost = {
        question.question.stem: {
            award.check.name
            for award in _by_machine(question)
            if award.outcome is not Outcome.PASSED
        }
        for question in card.questions
        if question.question.stem in expected
    }

    assert lost == {q: set(told["loses"]) for q, told in expected.items()}


@pytest.mark.slow
def test_each_error_is_named(graded: tuple[dict[str, Any], Scorecard]) -> None:
    expected, card = graded

    silent = [
        (question.question.stem, award.check.name)
        for question in card.questions
        if question.question.stem in expected
        for award in _by_machine(question)
        if award.outcome is Outcome.FAILED
        and not (award.explanation or award.check.hint)
    ]

    assert silent == []
