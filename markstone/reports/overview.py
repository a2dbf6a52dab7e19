"""The class at a glance: what a person must do, who came where, what went wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from statistics import median

from markstone.model import (
    Award,
    Check,
    Gradebook,
    MarkedBy,
    Outcome,
    Scorecard,
    Status,
)

_MOST_BARS = 12

_ROUND_WIDTHS = ("0.1", "0.2", "0.5", "1", "2", "2.5", "5", "10", "20", "25", "50")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing for a person to do, and for whom."""

    what: str = ""
    """The check or the part; empty where it is about all of a student's work."""
    students: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What needs a person, the most urgent first."""

    broken: tuple[Task, ...]
    """Checks at which the grader or the host broke."""
    unreadable: tuple[Task, ...]
    to_mark: tuple[Task, ...]
    """Parts that wait for a human marker."""
    look_again: tuple[Task, ...]
    """Parts that were marked, and about which somebody has to look again."""
    absent: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody has to do anything."""
        tasks = (self.broken, self.unreadable, self.to_mark, self.look_again)
        return not (any(tasks) or self.absent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How a class fared at one check."""

    check: Check
    outcomes: Mapping[Outcome, int]
    misconceptions: tuple[tuple[str, int], ...]
    """The slips that were recognised, the most frequent first."""

    @property
    def students(self) -> int:
        """How many scorecards hold the check."""
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How often the checks of a question came to what, over all students."""

    outcomes: Mapping[Outcome, int]

    @property
    def students(self) -> int:
        """How many outcomes there are."""
        return sum(self.outcomes.values())

    @property
    def passed(self) -> int:
        """How many of them passed."""
        return self.outcomes.get(Outcome.PASSED, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How many students came between two marks; the upper one is the next bar's."""

    low: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the marks of those who handed in something readable are spread."""

    students: int
    lowest: Decimal
    median: Decimal
    highest: Decimal
    bars: tuple[Bar, ...]


def agenda(gradebook: Gradebook) -> Agenda:
    """List what needs a person."""
    cards = _sorted(gradebook)
    seen = _by_check(gradebook)
    return Agenda(
        broken=(*_broken_checks(seen), *_broken_elsewhere(cards)),
        unreadable=tuple(
            Task(students=(card.student,), notes=card.notices)
            for card in cards
            if card.status is Status.UNREADABLE
        ),
        to_mark=_to_mark(seen),
        look_again=_look_again(cards),
        absent=tuple(c.student for c in cards if c.status is Status.NOT_SUBMITTED),
    )


def tallies(gradebook: Gradebook) -> dict[str, tuple[Tally, ...]]:
    """Count the outcomes of every machine check, by question."""
    seen = _by_check(gradebook)
    return {
        question.stem: tuple(
            _tally(
                check, [award for _, award in seen[question.stem, part.id, check.name]]
            )
            for part in question.parts
            if part.marked_by is MarkedBy.MACHINE
            for check in part.checks
        )
        for question in gradebook.assignment.questions
    }


def together(some: Sequence[Tally]) -> Sum:
    """Add up how the class fared at several checks."""
    outcomes: Counter[Outcome] = Counter()
    for tally in some:
        outcomes.update(tally.outcomes)
    return Sum(outcomes=outcomes)


def spread(gradebook: Gradebook) -> Spread | None:
    """Say how the marks are spread, or None while nobody has any."""
    marks = sorted(card.marks for card in gradebook.scorecards if card.questions)
    if not marks:
        return None
    return Spread(
        students=len(marks),
        lowest=marks[0],
        median=median(marks),
        highest=marks[-1],
        bars=_bars(marks, gradebook.assignment.total),
    )


_Seen = Mapping[tuple[str, str, str], Sequence[tuple[str, Award]]]
"""Students and their awards by question, part and check, in the rubric's order."""


def _sorted(gradebook: Gradebook) -> list[Scorecard]:
    return sorted(gradebook.scorecards, key=lambda card: card.student)


def _by_check(gradebook: Gradebook) -> _Seen:
    seen: dict[tuple[str, str, str], list[tuple[str, Award]]] = {
        (question.stem, part.id, check.name): []
        for question in gradebook.assignment.questions
        for part in question.parts
        for check in part.checks
    }
    for card in _sorted(gradebook):
        for question in card.questions:
            for part in question.parts:
                for award in part.awards:
                    place = (question.question.stem, part.part.id, award.check.name)
                    seen[place].append((card.student, award))
    return seen


def _broken_checks(seen: _Seen) -> Iterator[Task]:
    for (stem, _, check), awards in seen.items():
        unfair = [(who, a) for who, a in awards if a.outcome is Outcome.UNFAIR]
        if unfair:
            notes = dict.fromkeys(award.detail or award.message for _, award in unfair)
            yield Task(
                what=f"{stem} · {check}",
                students=tuple(student for student, _ in unfair),
                notes=tuple(notes),
            )


def _broken_elsewhere(cards: Sequence[Scorecard]) -> Iterator[Task]:
    """Find who needs a review although no check says so: the host broke."""
    for card in cards:
        unfair = any(
            award.outcome is Outcome.UNFAIR
            for question in card.questions
            for award in question.awards
        )
        if card.needs_review and not unfair:
            yield Task(students=(card.student,), notes=card.notices)


def _to_mark(seen: _Seen) -> tuple[Task, ...]:
    waiting: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for (stem, part, _), awards in seen.items():
        for student, award in awards:
            if award.outcome is Outcome.AWAITS_MARKER:
                waiting[f"{stem} · {part}"][student] = None
    return tuple(
        Task(what=where, students=tuple(sorted(whose)))
        for where, whose in waiting.items()
    )


def _look_again(cards: Sequence[Scorecard]) -> tuple[Task, ...]:
    whose: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for card in cards:
        for question in card.questions:
            for part in question.parts:
                if part.look:
                    where = f"{question.question.stem} · {part.part.id}"
                    whose[where, part.look][card.student] = None
    return tuple(
        Task(what=where, students=tuple(students), notes=(look,))
        for (where, look), students in sorted(whose.items())
    )


def _tally(check: Check, awards: Sequence[Award]) -> Tally:
    slips = Counter(a.misconception for a in awards if a.misconception)
    return Tally(
        check=check,
        outcomes=Counter(award.outcome for award in awards),
        misconceptions=tuple(sorted(slips.items(), key=lambda s: (-s[1], s[0]))),
    )


def _bars(marks: Sequence[Decimal], out_of: Decimal) -> tuple[Bar, ...]:
    """Sort marks into bars of a round width; full marks belong to the last one."""
    widths = map(Decimal, _ROUND_WIDTHS)
    enough = (width for width in widths if width * _MOST_BARS >= out_of)
    width = next(enough, out_of / _MOST_BARS)
    many = max(ceil(out_of / width), 1)
    counts = Counter(min(int(mark / width), many - 1) for mark in marks)
    return tuple(
        Bar(low=width * i, high=width * (i + 1), count=counts[i]) for i in range(many)
    )
