"""What it is worth: awards, cards, a class of them."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from markstone.model.assignment import Assignment, Check, MarkedBy, Part, Question
from markstone.model.evidence import Comparison, Outcome
from markstone.model.picture import Picture
from markstone.model.submission import Person, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What one check came to, in marks."""

    check: Check
    outcome: Outcome
    marks: Decimal
    message: str = ""
    detail: str = ""
    misconception: str = ""
    explanation: str = ""
    comparisons: tuple[Comparison, ...] = ()
    output: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCard:
    """A part with what its checks earned."""

    part: Part
    awards: tuple[Award, ...]
    given: Decimal | None = None
    """What a person gave; None where nobody has marked it."""
    comment: str = ""
    """That person's, for the student."""
    reason: str = ""
    """Why :attr:`given` lies outside the lines, where it does."""
    look: str = ""
    """Why somebody has to look again, in a sentence; empty where nobody has to."""

    @property
    def marks(self) -> Decimal:
        """The sum of the awards, or what a person gave."""
        if self.given is not None:
            return self.given
        return sum((award.marks for award in self.awards), start=Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCard:
    """A question with what its parts earned."""

    question: Question
    parts: tuple[PartCard, ...]
    prose: str = ""
    """What the student wrote for the human marker."""

    @property
    def marks(self) -> Decimal:
        """The sum of the parts."""
        return sum((card.marks for card in self.parts), start=Decimal(0))

    @property
    def awards(self) -> Iterator[Award]:
        """Every award of the question, in the rubric's order."""
        for card in self.parts:
            yield from card.awards


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Evidence with marks: one student's line of the gradebook."""

    student: str
    status: Status
    out_of: Decimal
    questions: tuple[QuestionCard, ...] = ()
    notices: tuple[str, ...] = ()
    pictures: Mapping[tuple[str, str], tuple[Picture, ...]] = field(
        default_factory=dict
    )
    """By question and check."""
    people: tuple[Person, ...] = ()
    """Whose it is where a platform tells."""

    @property
    def marks(self) -> Decimal:
        """The sum of the questions that count; optional ones stand outside."""
        return sum(
            (c.marks for c in self.questions if not c.question.optional),
            start=Decimal(0),
        )

    @property
    def machine_marks(self) -> Decimal:
        """The part of :attr:`marks` that no human marker gave."""
        return sum(
            (
                part.marks
                for card in self.questions
                if not card.question.optional
                for part in card.parts
                if part.part.marked_by is MarkedBy.MACHINE
            ),
            start=Decimal(0),
        )

    def in_brief(self) -> "Scorecard":
        """Return the card without what only the student's own page shows."""
        questions = tuple(map(_in_brief, self.questions))
        return replace(self, questions=questions, pictures={})

    @property
    def needs_review(self) -> bool:
        """Whether a grader or the host broke somewhere on this card."""
        return self.status is Status.NEEDS_REVIEW


def _in_brief(card: QuestionCard) -> QuestionCard:
    def bare(award: Award) -> Award:
        # A class shares a slip's sentence; each line of evidence brought its own copy.
        sentence = sys.intern(award.explanation)
        return replace(award, explanation=sentence, comparisons=(), output="")

    parts = [replace(p, awards=tuple(map(bare, p.awards))) for p in card.parts]
    return replace(card, parts=tuple(parts), prose="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradebook:
    """All scorecards of one assignment, by student."""

    assignment: Assignment
    scorecards: tuple[Scorecard, ...]
