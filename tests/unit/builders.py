"""Small assignments, submissions and evidence, with only what a test is about."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from markstone.model import (
    Assignment,
    Award,
    Check,
    CheckResult,
    Comparison,
    Evidence,
    Gradebook,
    MarkedBy,
    Outcome,
    Part,
    PartCard,
    Question,
    QuestionCard,
    Scorecard,
    Status,
    Submission,
    Visibility,
)

STUDENT = "s01"
STEM = "p2_vae"


def a_check(name: str = "kl", marks: str = "1", **fields: Any) -> Check:
    return Check(name=name, marks=Decimal(marks), **fields)


def a_public_check(name: str = "kl", marks: str = "1", **fields: Any) -> Check:
    return a_check(name, marks, visibility=Visibility.PUBLIC, **fields)


def a_part(
    *checks: Check, part: str = "a", marked_by: MarkedBy = MarkedBy.MACHINE
) -> Part:
    marks = sum((check.marks for check in checks), start=Decimal(0))
    return Part(
        id=part,
        title="The bound",
        marks=marks,
        marked_by=marked_by,
        checks=checks,
    )


def a_human_part(*lines: Check, part: str = "b") -> Part:
    return a_part(*lines, part=part, marked_by=MarkedBy.HUMAN)


def a_question(*parts: Part, stem: str = STEM, optional: bool = False) -> Question:
    title = "A variational autoencoder"
    return Question(stem=stem, title=title, parts=parts, optional=optional)


def an_assignment(*questions: Question) -> Assignment:
    counted = (question.marks for question in questions if not question.optional)
    return Assignment(
        name="hw5",
        title="Homework 5",
        total=sum(counted, start=Decimal(0)),
        source="somewhere",
        questions=questions,
    )


def with_checks(*checks: Check) -> Assignment:
    """One question of one machine part."""
    return an_assignment(a_question(a_part(*checks)))


def a_submission(*, prose: Any = None, **fields: Any) -> Submission:
    answers: Mapping[str, Any] = {} if prose is None else {STEM: {"prose": prose}}
    values = {"student": STUDENT, "assignment": "hw5", "answers": answers}
    return Submission(**values | fields)


def a_result(
    check: str = "kl", outcome: Outcome = Outcome.PASSED, **fields: Any
) -> CheckResult:
    return CheckResult(**{"question": STEM} | fields, check=check, outcome=outcome)


def an_evidence(*results: CheckResult, notices: Sequence[str] = ()) -> Evidence:
    return Evidence(student=STUDENT, results=results, notices=tuple(notices))


def off_by(deviation: float, **fields: Any) -> Comparison:
    values: dict[str, Any] = {"metric": "rel", "tolerance": 1e-4}
    return Comparison(deviation=deviation, **values | fields)


def an_award(check: Check, outcome: Outcome = Outcome.FAILED, **fields: Any) -> Award:
    marks = check.marks if outcome is Outcome.PASSED else Decimal(0)
    return Award(check=check, outcome=outcome, **{"marks": marks} | fields)


def a_card(
    *awards: Award,
    student: str = STUDENT,
    status: Status = Status.GRADED,
    prose: str = "",
    **fields: Any,
) -> Scorecard:
    """A scorecard of one question with one machine part."""
    question = a_question(a_part(*(award.check for award in awards)))
    part = PartCard(part=question.parts[0], awards=awards)
    card = QuestionCard(question=question, parts=(part,), prose=prose)
    values: dict[str, Any] = {"out_of": question.marks, "questions": (card,)}
    return Scorecard(student=student, status=status, **values | fields)


def an_empty_card(
    student: str = STUDENT, status: Status = Status.UNREADABLE, **fields: Any
) -> Scorecard:
    return Scorecard(student=student, status=status, out_of=Decimal(1), **fields)


def a_gradebook(*cards: Scorecard) -> Gradebook:
    """A gradebook whose assignment is that of the first card with questions."""
    questions = next((c.questions for c in cards if c.questions), ())
    assignment = an_assignment(*(card.question for card in questions))
    return Gradebook(assignment=assignment, scorecards=cards)
