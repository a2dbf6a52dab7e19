"""Item analysis: how hard each part was, whom it tells apart, what to doubt.

The measures are those of classical test theory. *Difficulty* is the mean share of
a part's marks. *Discrimination* is the correlation of a part's marks with the rest
of the same student's marks, without the part itself (corrected item-total
correlation: S. Henrysson, "Correction of item-total correlations in item analysis",
Psychometrika 28, 1963); the words for it follow R. Ebel and D. Frisbie, "Essentials
of Educational Measurement", 5th edition, 1991, chapter 13.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from statistics import correlation, fmean

from markstone.model import (
    Check,
    Gradebook,
    MarkedBy,
    Outcome,
    Part,
    Question,
    Scorecard,
)

ENOUGH = 8
"""Students below which a correlation says nothing."""

_FEW_PASS = 0.1

_OPEN = frozenset({Outcome.AWAITS_MARKER, Outcome.UNFAIR})
_UNTRIED = _OPEN | {Outcome.NOT_ATTEMPTED, Outcome.MISSING, Outcome.BLOCKED}

_WORDS = ((0.4, "very good"), (0.3, "good"), (0.2, "fair"), (0.0, "weak"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """How a class fared at one part."""

    question: Question
    part: Part
    students: int
    """Those whose marks for the part are decided."""
    difficulty: float | None
    """Mean share of the part's marks, 0 to 1; None where nobody's are decided."""
    discrimination: float | None
    """-1 to 1; None where :attr:`why_not` says why there is none."""
    why_not: str = ""

    @property
    def word(self) -> str:
        """What the discrimination is called."""
        if self.discrimination is None:
            return self.why_not
        enough = (word for low, word in _WORDS if self.discrimination >= low)
        return next(enough, "inverted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A check that a person should look at before its marks are believed."""

    question: Question
    check: Check
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The marks of a class as numbers, by check and student."""

    questions: Sequence[Question]
    outcomes: Mapping[tuple[str, str, str], Sequence[Outcome]]
    marks: Mapping[tuple[str, str, str], Sequence[float]]
    totals: Sequence[float]
    """What each student has of the questions that count."""

    def rest(self, question: Question, own: Sequence[float]) -> list[float]:
        """Return what each student has elsewhere."""
        if question.optional:
            return list(self.totals)
        return [total - mark for total, mark in zip(self.totals, own, strict=True)]


def analyse(gradebook: Gradebook) -> tuple[tuple[Item, ...], tuple[Suspect, ...]]:
    """Return every part with its measures, and the checks to doubt.

    Students without a readable submission are left out. What a student did not
    attempt counts as no marks for a part, and is left out where a check is doubted.
    """
    sheet = _sheet(gradebook)
    items = (
        _item(sheet, question, part)
        for question in sheet.questions
        for part in question.parts
    )
    return tuple(items), tuple(_suspects(sheet))


def _sheet(gradebook: Gradebook) -> _Sheet:
    questions = gradebook.assignment.questions
    keys = [
        (q.stem, p.id, c.name) for q in questions for p in q.parts for c in p.checks
    ]
    outcomes: dict[tuple[str, str, str], list[Outcome]] = {key: [] for key in keys}
    marks: dict[tuple[str, str, str], list[float]] = {key: [] for key in keys}
    totals = []
    for card in gradebook.scorecards:
        if not card.questions:
            continue
        total = 0.0
        for question, key, outcome, mark in _cells(card):
            outcomes[key].append(outcome)
            marks[key].append(mark)
            total += 0.0 if question.optional else mark
        totals.append(total)
    return _Sheet(questions, outcomes, marks, totals)


def _cells(
    card: Scorecard,
) -> Iterator[tuple[Question, tuple[str, str, str], Outcome, float]]:
    for question in card.questions:
        for part in question.parts:
            for award in part.awards:
                key = (question.question.stem, part.part.id, award.check.name)
                yield question.question, key, award.outcome, float(award.marks)


def _item(sheet: _Sheet, question: Question, part: Part) -> Item:
    keys = [(question.stem, part.id, check.name) for check in part.checks]
    own = [sum(row) for row in zip(*(sheet.marks[key] for key in keys), strict=True)]
    seen = list(zip(*(sheet.outcomes[key] for key in keys), strict=True))
    # Who wrote nothing is decided before who wrote something: no fair sample.
    waits = any(Outcome.AWAITS_MARKER in row for row in seen)
    elsewhere = zip(own, sheet.rest(question, own), seen, strict=True)
    pairs = [
        (mark, rest)
        for mark, rest, row in elsewhere
        if not waits and Outcome.UNFAIR not in row
    ]
    measured, why_not = (None, "not marked yet") if waits else _correlated(pairs)
    return Item(
        question=question,
        part=part,
        students=len(pairs),
        difficulty=fmean(map(itemgetter(0), pairs)) / float(part.marks)
        if pairs
        else None,
        discrimination=measured,
        why_not=why_not,
    )


def _correlated(pairs: Sequence[tuple[float, float]]) -> tuple[float | None, str]:
    """Return Pearson's correlation, or why there is none."""
    if len(pairs) < ENOUGH:
        return None, "too few"
    own, rest = zip(*pairs, strict=True)
    # Sums of marks in floating point: what differs by rounding does not differ.
    if max(own) - min(own) < 1e-9:
        return None, "all alike"
    if max(rest) - min(rest) < 1e-9:
        return None, "all alike elsewhere"
    return correlation(own, rest), ""


def _suspects(sheet: _Sheet) -> Iterator[Suspect]:
    for question in sheet.questions:
        for part in question.parts:
            if part.marked_by is MarkedBy.MACHINE:
                for check in part.checks:
                    key = (question.stem, part.id, check.name)
                    if reasons := tuple(_reasons(sheet, question, key)):
                        yield Suspect(question=question, check=check, reasons=reasons)


def _reasons(
    sheet: _Sheet, question: Question, key: tuple[str, str, str]
) -> Iterator[str]:
    tried = [outcome not in _UNTRIED for outcome in sheet.outcomes[key]]
    many = sum(tried)
    if many < ENOUGH:
        return
    own = sheet.marks[key]
    passed = sheet.outcomes[key].count(Outcome.PASSED)
    if passed <= _FEW_PASS * many:
        yield (
            f"{passed or 'None'} of the {many} students who attempted it passed. "
            "Look at the check and at the wording of the paper before the marks go out."
        )
    elsewhere = zip(own, sheet.rest(question, own), tried, strict=True)
    pairs = [(mark, rest) for mark, rest, told in elsewhere if told]
    measured, _ = _correlated(pairs) if _inverted(pairs) else (None, "")
    # Two standard errors of a correlation that is really 0.
    if measured is not None and measured <= -2 / math.sqrt(many):
        yield (
            "Students with more marks elsewhere fail it more often than those with "
            f"fewer (correlation {measured:.2f} over {many} students). It may punish "
            "a right answer that it does not know."
        )


def _inverted(pairs: Sequence[tuple[float, float]]) -> bool:
    """Tell at little cost whether the correlation is below 0."""
    middle = fmean(map(itemgetter(1), pairs))
    *_, covariance = accumulate(own * (rest - middle) for own, rest in pairs)
    return covariance < 0
