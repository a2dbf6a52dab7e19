"""The nouns that flow through the program, all frozen plain data.

``Assignment`` ⊃ ``Question`` ⊃ ``Part`` ⊃ ``Check`` is what a rubric says.
``Submission`` is what a student handed in. ``Evidence`` is what the examiner
saw, ``Scorecard`` what that is worth, ``Gradebook`` all of them together.
Marks are :class:`~decimal.Decimal` and rounded nowhere but in a report.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

Typed = str | list["Typed"] | dict[str, "Typed"]
"""A typed answer as it was written: every scalar is still a string."""


class Outcome(StrEnum):
    """What a check came to."""

    PASSED = "PASSED"
    PARTIAL = "PARTIAL"
    """A figure between none and full marks (``scale`` in the rubric)."""
    FAILED = "FAILED"
    ERRORED = "ERRORED"
    """The student's code raised, or ended its own process."""
    TIMED_OUT = "TIMED_OUT"
    OUT_OF_MEMORY = "OUT_OF_MEMORY"
    NOT_ATTEMPTED = "NOT_ATTEMPTED"
    """The stub is untouched, the name is not there, the field is empty."""
    MISSING = "MISSING"
    """The rubric names the check and nothing reported it."""
    BLOCKED = "BLOCKED"
    """A check that this one needs did not pass."""
    AWAITS_MARKER = "AWAITS_MARKER"
    UNFAIR = "UNFAIR"
    """The grader or the host broke: marks withheld until a person has looked."""


class Visibility(StrEnum):
    """Whether a check has a case that a student may run at home."""

    PUBLIC = "public"
    HIDDEN = "hidden"


class MarkedBy(StrEnum):
    """Who gives the marks of a part."""

    MACHINE = "machine"
    HUMAN = "human"


class Status(StrEnum):
    """What a gradebook says of a whole submission."""

    GRADED = "graded"
    AWAITS_MARKER = "awaits_marker"
    UNREADABLE = "unreadable"
    NOT_SUBMITTED = "not_submitted"
    NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a figure that a check records becomes marks, in proportion between."""

    figure: str
    """What the figure is, for the report: ``accuracy in percent``."""
    low: float
    """Up to here there are no marks."""
    high: float
    """From here on there are all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at in a student's work, or one line a human marker ticks."""

    name: str
    """The test function without its ``test_``; unique within its question."""
    marks: Decimal
    title: str = ""
    """What a machine check claims, or what a human marker ticks."""
    needs: tuple[str, ...] = ()
    """Checks of the same question without which this one means nothing."""
    visibility: Visibility = Visibility.HIDDEN
    tolerance: float | None = None
    """Replaces the default tolerance of the comparison's metric."""
    hint: str = ""
    call_seconds: float | None = None
    """Replaces :attr:`Limits.call_seconds` for a check that is slow by nature."""
    scale: Scale | None = None
    """For a check that records a figure instead of passing or failing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What the paper gives marks to."""

    id: str
    title: str
    marks: Decimal
    marked_by: MarkedBy
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One stem: a module, a mapping in ``answers.yaml``, or both."""

    stem: str
    title: str
    optional: bool = False
    """Shown with its own marks, and outside every total."""
    parts: tuple[Part, ...]

    @property
    def marks(self) -> Decimal:
        """What all parts together are worth."""
        return sum((part.marks for part in self.parts), start=Decimal(0))

    @property
    def checks(self) -> Iterator[Check]:
        """Every machine check, in the rubric's order."""
        for part in self.parts:
            if part.marked_by is MarkedBy.MACHINE:
                yield from part.checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one submission may use. Seconds are wall-clock, sizes are bytes."""

    call_seconds: float = 10.0
    submission_seconds: float = 60.0
    memory_bytes: int = 2 << 30
    file_bytes: int = 32 << 20
    processes: int = 64
    output_bytes: int = 64 << 10
    """How much of what a check prints is kept."""
    flood_bytes: int = 32 << 20
    """How much a check may print before it is stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A rubric that was read and found consistent."""

    name: str
    title: str
    total: Decimal
    source: str
    questions: tuple[Question, ...]
    given: tuple[str, ...] = ()
    """Stems of the modules that students receive ready-made."""
    limits: Limits = field(default_factory=Limits)

    def question(self, stem: str) -> Question:
        """Return the question of that stem.

        Raises:
            KeyError: the assignment has no such question.
        """
        for question in self.questions:
            if question.stem == stem:
                return question
        raise KeyError(stem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one student handed in, read and defused, never run."""

    student: str
    assignment: str | None
    """None while nothing in it says which assignment it answers."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Every file to lay before the student's code, by its relative POSIX path."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """Which file answers which question: stem to a key of ``files``."""
    answers: Mapping[str, Mapping[str, Typed]] = field(default_factory=dict)
    """The typed answers: stem to field to what was written there."""
    notices: tuple[str, ...] = ()
    """What was dropped, renamed or ignored, each a sentence for the gradebook."""
    status: Status = Status.GRADED
    """``UNREADABLE`` or ``NOT_SUBMITTED`` where there is nothing to run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How far an answer was from the expected one, and where."""

    metric: str
    deviation: float
    """In the metric's own unit; infinite for a wrong shape or a NaN."""
    tolerance: float
    where: str = ""
    """The place of the largest difference, such as ``[3, 1]``."""
    actual: str = ""
    expected: str = ""
    """Both at that place, or both shapes where the shapes differ."""
    hidden: bool = False
    """Whether the case is hidden, so that no student may see these figures."""
    sketch: tuple[float, ...] = ()
    """A few random projections of an answer that does not agree, in units of the
    expected one: two answers are the same when their sketches are."""

    @property
    def agrees(self) -> bool:
        """Whether the deviation lies within the tolerance (a NaN never does)."""
        return self.deviation <= self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What the examiner saw of one check."""

    question: str
    check: str
    outcome: Outcome
    message: str = ""
    """A sentence that the student may read."""
    detail: str = ""
    """What only the instructor sees: a hidden case's exception and the like."""
    misconception: str = ""
    """The stem of the mutant that gives the same answer."""
    explanation: str = ""
    """That mutant's sentence for the student."""
    comparisons: tuple[Comparison, ...] = ()
    figure: float | None = None
    """What the check measured, where the rubric has a scale for it."""
    output: str = ""
    """What the student's code printed in the public case, bounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All outcomes of one submission with the figures behind them."""

    student: str
    results: tuple[CheckResult, ...] = ()
    notices: tuple[str, ...] = ()
    tape: bytes = b""
    """Every request and answer, compressed; kept in a file of its own."""


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

    @property
    def marks(self) -> Decimal:
        """The sum of the awards."""
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

    @property
    def needs_review(self) -> bool:
        """Whether a grader or the host broke somewhere on this card."""
        return self.status is Status.NEEDS_REVIEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradebook:
    """All scorecards of one assignment, by student."""

    assignment: Assignment
    scorecards: tuple[Scorecard, ...]
