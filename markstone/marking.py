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
    Human,
    HumanMark,
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
    Written,
    written,
)

_NOTHING = Decimal(0)
_FOURTH_PLACE = Decimal("0.0001")
_EARNED = {Outcome.PASSED, Outcome.PARTIAL}
_CHANGED_ANSWER = "The answer changed after it was marked."
_CHANGED_LINES = "The rubric's lines changed after it was marked."

Reported = Mapping[tuple[str, str], Sequence[CheckResult]]
"""What was reported of each check, by question and check."""


def mark(
    assignment: Assignment,
    submission: Submission,
    evidence: Evidence,
    human: Human | None = None,
) -> Scorecard:
    """Turn what the examiner saw and what a person gave into a scorecard.

    The assignment is consistent (``rubric.load``): needs exist, and in no circle.

    Args:
        assignment: the rubric's.
        submission: what was handed in.
        evidence: what the examiner saw of it.
        human: what people gave; nothing by default.

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
    cards = tuple(
        _mark_question(q, reported, written(submission, q.stem), human or {})
        for q in (() if unusable else assignment.questions)
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
        reported.setdefault(result.key, []).append(result)
    return reported


def _status(cards: Sequence[QuestionCard]) -> Status:
    outcomes = {award.outcome for card in cards for award in card.awards}
    if Outcome.UNFAIR in outcomes:
        return Status.NEEDS_REVIEW
    looks = any(part.look for card in cards for part in card.parts)
    if looks or Outcome.AWAITS_MARKER in outcomes:
        return Status.AWAITS_MARKER
    return Status.GRADED


def _mark_question(
    question: Question, reported: Reported, answer: Written, human: Human
) -> QuestionCard:
    settled = _settle(question, reported)
    parts = tuple(
        _mark_part(part, settled, answer, human.get((question.stem, part.id)))
        for part in question.parts
    )
    return QuestionCard(question=question, parts=parts, prose=answer.text)


def _mark_part(
    part: Part,
    settled: Mapping[str, Award],
    answer: Written,
    given: HumanMark | None,
) -> PartCard:
    match part.marked_by:
        case MarkedBy.MACHINE:
            awards = tuple(settled[check.name] for check in part.checks)
            return PartCard(part=part, awards=awards)
        case MarkedBy.HUMAN:
            if given is None or not given.is_readable:
                waiting = tuple(_await_marker(line, answer) for line in part.checks)
                look = given.look if given else ""
                return PartCard(part=part, awards=waiting, look=look)
            return _by_hand(part, answer, given)
        case _:
            assert_never(part.marked_by)


def _await_marker(line: Check, answer: Written) -> Award:
    if answer.is_empty:
        return _award(line, Outcome.NOT_ATTEMPTED, "Nothing was written for this.")
    return _award(line, Outcome.AWAITS_MARKER, "A person reads and marks this.")


def _by_hand(part: Part, answer: Written, given: HumanMark) -> PartCard:
    return PartCard(
        part=part,
        awards=tuple(_line(line, given) for line in part.checks),
        given=worth(part, given),
        comment=given.comment,
        reason=given.reason,
        look=why_look_again(part, answer.digest, given),
    )


def worth(part: Part, given: HumanMark) -> Decimal:
    """Return what a person gave, within what the part is worth.

    A line counts what it was worth when it was ticked: a rubric that changed
    afterwards moves no mark before a person has seen what it changes.
    """
    total = sum(given.ticked.values(), start=_NOTHING)
    if given.outside is not None:
        total = given.outside
    return min(max(total, _NOTHING), part.marks)


def why_look_again(part: Part, answer: str, given: HumanMark) -> str:
    """Say why a person has to look at a mark again; empty where nobody has to.

    Args:
        part: as the rubric has it now.
        answer: the digest of the answer that lies there now.
        given: what a person gave.
    """
    prices = {line.name: line.marks for line in part.checks}
    same = given.ticked.items() <= prices.items()
    seen = {*given.ticked, *given.unticked}
    looks = [
        given.look,
        _CHANGED_ANSWER if given.answer != answer else "",
        "" if same and prices.keys() == seen else _CHANGED_LINES,
    ]
    return " ".join(filter(None, looks))


def _line(line: Check, given: HumanMark) -> Award:
    """Say of a line whether it went well for the student."""
    ticked = line.name in given.ticked
    took = ticked == (line.marks > 0)
    return Award(
        check=line,
        outcome=Outcome.PASSED if took else Outcome.FAILED,
        marks=given.ticked.get(line.name, _NOTHING),
        message=line.for_student if ticked else "",
    )


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
