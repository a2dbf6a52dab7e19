"""A class of any size on a real rubric, marked without running anything."""

import random
from collections.abc import Iterator
from pathlib import Path

from markstone import marking, rubric
from markstone.model import (
    Assignment,
    Check,
    CheckResult,
    Comparison,
    Evidence,
    Gradebook,
    Outcome,
    Scorecard,
    Submission,
)

ROOT = Path(__file__).parents[1]
_WRONG = (
    Outcome.FAILED,
    Outcome.FAILED,
    Outcome.FAILED,
    Outcome.ERRORED,
    Outcome.NOT_ATTEMPTED,
    Outcome.TIMED_OUT,
)


def an_assignment(name: str = "cs5370_a5") -> Assignment:
    """Return one of the papers that come with the engine."""
    return rubric.load(ROOT / "rubrics" / f"{name}.yaml")


def cards(assignment: Assignment, students: int) -> Iterator[Scorecard]:
    """Yield the scorecards of a class whose students differ in what they can."""
    for number in range(students):
        chance = random.Random(number)  # noqa: S311 (no secret)
        student = f"student{number:04}"
        skill = chance.uniform(0.3, 1.0)
        results = tuple(
            _result(question.stem, check, chance, skill)
            for question in assignment.questions
            for check in question.checks
        )
        answers = {q.stem: {"prose": "Because."} for q in assignment.questions}
        submission = Submission(
            student=student, assignment=assignment.name, answers=answers
        )
        yield marking.mark(
            assignment, submission, Evidence(student=student, results=results)
        )


def a_gradebook(students: int) -> Gradebook:
    """Return the gradebook of such a class."""
    assignment = an_assignment()
    return Gradebook(
        assignment=assignment, scorecards=tuple(cards(assignment, students))
    )


def _result(
    stem: str, check: Check, chance: random.Random, skill: float
) -> CheckResult:
    if chance.random() < skill:
        return CheckResult(
            question=stem,
            check=check.name,
            outcome=Outcome.PASSED,
            figure=check.scale.high if check.scale else None,
            comparisons=(_compared(1e-8 * chance.random()),),
        )
    outcome = chance.choice(_WRONG)
    off = 10.0 ** chance.uniform(-2, 2)
    failed = outcome is Outcome.FAILED
    return CheckResult(
        question=stem,
        check=check.name,
        outcome=outcome,
        message=f"The values differ. Farthest off at [3, 1]: {off:.6g} instead of 1.",
        misconception="mean_for_sum" if failed else "",
        explanation="The mean is taken where the sum is asked for." if failed else "",
        comparisons=(_compared(off),) if failed else (),
        output="loss 0.3\n" * chance.randrange(3),
    )


def _compared(off: float) -> Comparison:
    return Comparison(
        metric="rel",
        deviation=off,
        tolerance=1e-4,
        where="[3, 1]",
        actual=f"{1 + off:.6g}",
        expected="1",
    )
