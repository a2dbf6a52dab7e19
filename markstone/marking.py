"""From evidence to marks: one pure function over frozen data.

It walks the rubric and never the evidence, so silence costs marks and an
invented check earns none. Marks that a broken grader or host kept back are
withheld, and the scorecard asks for a person.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import assert_never

from markstone.model import (
    Assignment,
    Award,
    Check,
    CheckResult,
    Evidence,
    MarkedBy,
    Outcome,
    Part,
    PartCard,
    Question,
    QuestionCard,
    Scale,
    Scorecard,
    Status,
    Submission,
)

_NOTHING = Decimal(0)
_FOURTH_PLACE = Decimal("0.0001")
_EARNED = {Outcome.PASSED, Outcome.PARTIAL}

Reported = Mapping[tuple[str, str], Sequence[CheckResult]]
"""What was reported of each check, by question and check."""


def mark(
    assignment: Assignment, submission: Submission, evidence: Evidence
) -> Scorecard:
    """Turn what the examiner saw into a scorecard.

    The assignment is one that ``rubric.load`` found consistent: what a check
    needs exists in its question, and needs run in no circle.

    Raises:
        ValueError: the evidence is about another student than the submission.
    """
    if evidence.student != submission.student:
        raise ValueError(
            f"evidence about {evidence.student!r} cannot mark the submission of "
            f"{submission.student!r}"
        )
    unusable = submission.status in {Status.UNREADABLE, Status.NOT_SUBMITTED}
    reported = _by_check(evidence.results)
    cards = (
        ()
        if unusable
        else tuple(
            _mark_question(question, reported, _prose(submission, question))
            for question in assignment.questions
        )
    )
    return Scorecard(
        student=submission.student,
        status=submission.status if unusable else _status(cards),
        out_of=assignment.total,
        questions=cards,
        notices=tuple(dict.fromkeys(submission.notices + evidence.notices)),
        people=submission.people,
    )


def _by_check(results: Sequence[CheckResult]) -> Reported:
    reported: dict[tuple[str, str], list[CheckResult]] = {}
    for result in results:
        reported.setdefault((result.question, result.check), []).append(result)
    return reported


def _prose(submission: Submission, question: Question) -> str:
    written = submission.answers.get(question.stem, {}).get("prose")
    return written if isinstance(written, str) and written.strip() else ""


def _status(cards: Sequence[QuestionCard]) -> Status:
    outcomes = {award.outcome for card in cards for award in card.awards}
    if Outcome.UNFAIR in outcomes:
        return Status.NEEDS_REVIEW
    if Outcome.AWAITS_MARKER in outcomes:
        return Status.AWAITS_MARKER
    return Status.GRADED


def _mark_question(question: Question, reported: Reported, prose: str) -> QuestionCard:
    settled = _settle(question, reported)
    parts = tuple(
        PartCard(part=part, awards=_awards(part, settled, prose))
        for part in question.parts
    )
    return QuestionCard(question=question, parts=parts, prose=prose)


def _awards(part: Part, settled: Mapping[str, Award], prose: str) -> tuple[Award, ...]:
    match part.marked_by:
        case MarkedBy.MACHINE:
            return tuple(settled[check.name] for check in part.checks)
        case MarkedBy.HUMAN:
            return tuple(_await_marker(check, prose) for check in part.checks)
        case _:
            assert_never(part.marked_by)


def _await_marker(line: Check, prose: str) -> Award:
    if prose:
        return _award(line, Outcome.AWAITS_MARKER, "A person reads and marks this.")
    return _award(line, Outcome.NOT_ATTEMPTED, "Nothing was written for this.")


def _settle(question: Question, reported: Reported) -> dict[str, Award]:
    """Judge every machine check of a question after the checks that it needs."""
    checks = {check.name: check for check in question.checks}
    needs = {check.name: check.needs for check in checks.values()}
    settled: dict[str, Award] = {}
    for name in TopologicalSorter(needs).static_order():
        own = _judge(checks[name], reported.get((question.stem, name), ()))
        settled[name] = _hold_to_needs(own, [settled[need] for need in needs[name]])
    return settled


def _judge(check: Check, results: Sequence[CheckResult]) -> Award:
    """Say what a check came to by itself."""
    match results:
        case []:
            return _award(check, Outcome.MISSING, "Nothing reported this check.")
        case [result]:
            return _judge_one(check, result)
        case _:
            # Two verdicts on one check: which is the student's is not ours to guess.
            detail = ", ".join(result.outcome for result in results)
            unfair = _award(check, Outcome.UNFAIR, _a_person_looks("this check"))
            return replace(unfair, detail=f"reported {len(results)} times: {detail}")


def _judge_one(check: Check, result: CheckResult) -> Award:
    outcome, message, detail = result.outcome, result.message, result.detail
    if outcome is Outcome.FAILED:
        message = _sentences(message, check.hint)
    if check.scale is not None and outcome is Outcome.PASSED:
        return _scaled(check, check.scale, result)
    if outcome is Outcome.PARTIAL:
        # Only a scale makes partial marks; a silent zero would be wrong.
        outcome = Outcome.UNFAIR
        detail = _sentences(detail, "PARTIAL was reported for a check without a scale.")
    if outcome is Outcome.UNFAIR and not message:
        message = _a_person_looks("this check")
    return replace(
        _award(check, outcome, message),
        detail=detail,
        misconception=result.misconception,
        explanation=result.explanation,
        comparisons=result.comparisons,
        output=result.output,
    )


def _scaled(check: Check, scale: Scale, result: CheckResult) -> Award:
    """Turn the figure that a check recorded into marks."""
    if result.figure is None or not math.isfinite(result.figure):
        unfair = _award(check, Outcome.UNFAIR, _a_person_looks("this check"))
        return replace(unfair, detail=f"no figure was recorded: {scale.figure}")
    share = (result.figure - scale.low) / (scale.high - scale.low)
    part = Decimal(repr(min(max(share, 0.0), 1.0))) * check.marks
    marks = part.quantize(_FOURTH_PLACE)
    outcome = Outcome.PARTIAL
    if marks >= check.marks:
        outcome = Outcome.PASSED
    elif marks == _NOTHING:
        outcome = Outcome.FAILED
    message = (
        f"{scale.figure}: {result.figure:.4g}. Marks begin at {scale.low:g} and "
        f"are full at {scale.high:g}."
    )
    if outcome is Outcome.FAILED:
        message = _sentences(message, check.hint)
    return Award(
        check=check,
        outcome=outcome,
        marks=marks,
        message=message,
        output=result.output,
    )


def _hold_to_needs(own: Award, needed: Sequence[Award]) -> Award:
    """Take the marks of a check back whose needed checks did not all pass."""
    short = [award for award in needed if award.outcome is not Outcome.PASSED]
    unfair = [award for award in short if award.outcome is Outcome.UNFAIR]
    # A reported BLOCKED, or silence, may be nothing but the echo of the broken check.
    if unfair and own.outcome in {*_EARNED, Outcome.BLOCKED, Outcome.MISSING}:
        why = _a_person_looks(f"{_names(unfair)}, which this check needs")
        return _demote(own, Outcome.UNFAIR, why)
    if short and own.outcome in {*_EARNED, Outcome.BLOCKED}:
        return _demote(own, Outcome.BLOCKED, f"First {_names(short)} must pass.")
    return own


def _demote(award: Award, outcome: Outcome, why: str) -> Award:
    message = _sentences(award.message, why)
    return replace(
        award, outcome=outcome, marks=_worth(award.check, outcome), message=message
    )


def _award(check: Check, outcome: Outcome, message: str) -> Award:
    marks = _worth(check, outcome)
    return Award(check=check, outcome=outcome, marks=marks, message=message)


def _worth(check: Check, outcome: Outcome) -> Decimal:
    match outcome:
        case Outcome.PASSED:
            return check.marks
        case Outcome.FAILED | Outcome.ERRORED | Outcome.TIMED_OUT:
            return _NOTHING
        case Outcome.OUT_OF_MEMORY | Outcome.NOT_ATTEMPTED:
            return _NOTHING
        case Outcome.MISSING | Outcome.BLOCKED:
            return _NOTHING
        case Outcome.PARTIAL | Outcome.UNFAIR | Outcome.AWAITS_MARKER:
            return _NOTHING  # not lost: nobody has decided yet
        case _:
            assert_never(outcome)


def _a_person_looks(what: str) -> str:
    return (
        f"The grader, not your code, broke at {what}. "
        "A person will look; until then the marks are withheld."
    )


def _names(awards: Sequence[Award]) -> str:
    return " and ".join(f"`{award.check.name}`" for award in awards)


def _sentences(first: str, second: str) -> str:
    """Put two sentences after each other, with a full stop where one is missing."""
    first, second = first.rstrip(), second.strip()
    if first and second and not first.endswith((".", "!", "?", ":", "…", ".)")):
        first += "."
    return f"{first} {second}".strip()
