"""One check of a student as every export tells it.

What a person marked is one line for the whole part: its own lines need not add up to
the marks, and their wording is the marker's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from markstone.gradebooks import Check, Part, Student
from markstone.model import MarkedBy, Outcome, Status
from markstone.reports.text import marks_number, plain, plain_lines
from markstone.reports.words import OUTCOMES, STATUSES, Word

FINAL = frozenset({Status.GRADED})
"""Statuses whose marks will not change by themselves."""

UNDECIDED = frozenset({Outcome.AWAITS_MARKER, Outcome.UNFAIR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A check with the question and the part that it belongs to."""

    question: str
    part: str
    name: str
    """Empty for what a person marks."""
    check: Check
    optional: bool

    @property
    def key(self) -> str:
        """Its full name, the same for every student: ``p2_vae.c.kl``."""
        names = (self.question, self.part, self.name)
        return plain(".".join(filter(None, names)))

    @property
    def claim(self) -> str:
        """What it claims; where nobody said, its name in words."""
        named = self.check.claim or self.name.replace("_", " ")
        return plain(named) or "Marked by a person."

    @property
    def word(self) -> Word:
        """What its outcome is called in front of people."""
        return word_of(self.check.outcome)

    @property
    def passed(self) -> bool:
        """Whether all its marks were earned."""
        return self.check.outcome == Outcome.PASSED

    @property
    def undecided(self) -> bool:
        """Whether a person has still to say what it is worth."""
        return self.check.outcome in UNDECIDED

    @property
    def told(self) -> str:
        """What the student may read of it, every steering character made visible."""
        return plain_lines(self.check.message)


def lines(student: Student) -> Iterator[Line]:
    """Yield every check of a student in the order of the rubric."""
    for stem, question in student.questions.items():
        for part_id, part in question.parts.items():
            by_hand = part.marked_by == MarkedBy.HUMAN
            checks = {"": _by_hand(part)} if by_hand else part.checks
            for name, check in checks.items():
                yield Line(
                    question=stem,
                    part=part_id,
                    name=name,
                    check=check,
                    optional=question.optional,
                )


def _by_hand(part: Part) -> Check:
    """Return what a person gave for a part, as a check."""
    told = dict.fromkeys([part.comment, *(c.message for c in part.checks.values())])
    return Check(
        outcome=_outcome_by_hand(part),
        marks=part.marks,
        out_of=part.out_of,
        message="\n".join(filter(None, told)),
    )


def _outcome_by_hand(part: Part) -> Outcome:
    outcomes = {check.outcome for check in part.checks.values()}
    if Outcome.AWAITS_MARKER in outcomes or part.look:
        return Outcome.AWAITS_MARKER
    if outcomes == {Outcome.NOT_ATTEMPTED}:
        return Outcome.NOT_ATTEMPTED
    if part.marks == part.out_of:
        return Outcome.PASSED
    return Outcome.PARTIAL if part.marks else Outcome.FAILED


def number(marks: Decimal) -> int | float:
    """Return marks as a JSON number of at most 4 places."""
    return marks_number(marks)


def word_of(outcome: str) -> Word:
    """Return the word for an outcome; its own name for one of a newer version."""
    if outcome in set(Outcome):
        return OUTCOMES[Outcome(outcome)]
    name = plain(outcome)
    return Word(word=name, sign="?", tone="wait", meaning=name)


def status_sentence(student: Student) -> str:
    """Say what a student's status means; empty where every mark is decided."""
    if student.status in FINAL:
        return ""
    if student.status in set(Status):
        return STATUSES[Status(student.status)].meaning
    return f"Its status is {plain(student.status)}."
