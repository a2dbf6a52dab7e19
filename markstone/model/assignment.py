"""What a rubric says: an assignment, its questions, parts and checks."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum


class Visibility(StrEnum):
    """Whether a check has a case that a student may run at home."""

    PUBLIC = "public"
    HIDDEN = "hidden"


class MarkedBy(StrEnum):
    """Who gives the marks of a part."""

    MACHINE = "machine"
    HUMAN = "human"


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
    for_student: str = ""
    """What a student reads where a human marker ticked the line."""
    follows: str = ""
    """What of the student's own the check is judged on where that is not right, such
    as ``your own z``; empty where nothing is carried forward."""
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
class Limits:
    """What a submission may use. Seconds are wall-clock, sizes are bytes.

    Wall-clock seconds stand still while a process waits for others to leave it the
    processor, up to :data:`STRETCH` times.
    """

    call_seconds: float = 10.0
    """One call of a check."""
    check_seconds: float | None = None
    """All calls of a check; None is :attr:`submission_seconds`."""
    submission_seconds: float = 60.0
    """All calls of a submission."""
    cpu_seconds: float | None = None
    """Computing of all processes of a check; None is :attr:`submission_seconds`."""
    memory_bytes: int = 2 << 30
    """Each process, on top of what torch itself has mapped."""
    total_memory_bytes: int = 3 << 30
    """All processes of a check together, on top of what torch itself holds."""
    processes: int = 64
    """Processes and threads of a check at one time."""
    file_bytes: int = 32 << 20
    """The largest file that it may write."""
    scratch_bytes: int = 64 << 20
    """All files that a check may write in a folder, besides the submission's own."""
    files: int = 4096
    """How many these may be."""
    output_bytes: int = 64 << 10
    """How much of what a check prints is kept."""
    flood_bytes: int = 32 << 20
    """How much a check may print before it is stopped."""
    reply_bytes: int = 256 << 20
    """One answer of the student's code."""
    check_reply_bytes: int = 1 << 30
    submission_reply_bytes: int = 4 << 30
    check_callbacks: int = 20_000
    """How often the student's code may call what a check lends it."""
    submission_callbacks: int = 100_000
    examiner_bytes: int = 4 << 30
    """What grader and reference may map on top of themselves."""

    @property
    def seconds_of_check(self) -> float:
        """What all calls of a check may take together."""
        own = self.check_seconds
        return self.submission_seconds if own is None else own

    @property
    def computing_seconds(self) -> float:
        """What all processes of a check may compute together."""
        own = self.cpu_seconds
        return self.submission_seconds if own is None else own


STRETCH = 3
"""How many times its limit a call may last on a machine that is busy with others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One stem: a module, a mapping in ``answers.yaml``, or both."""

    stem: str
    title: str
    optional: bool = False
    """Shown with its own marks, and outside every total."""
    forbids: tuple[str, ...] = ()
    """Classes and functions of libraries that its answer must not use."""
    parts: tuple[Part, ...]
    limits: Limits | None = None
    """The assignment's with what the question sets itself; None where it sets none."""

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

    @property
    def checks(self) -> dict[tuple[str, str], Check]:
        """Every machine check by question and name, in the rubric's order."""
        return {
            (q.stem, check.name): check for q in self.questions for check in q.checks
        }

    def question(self, stem: str) -> Question:
        """Return the question of that stem.

        Raises:
            KeyError: the assignment has no such question.
        """
        for question in self.questions:
            if question.stem == stem:
                return question
        raise KeyError(stem)

    def count_hidden(self) -> dict[str, int]:
        """Return how many checks of each question are hidden, where some are."""
        hidden = {
            question.stem: sum(
                check.visibility is Visibility.HIDDEN for check in question.checks
            )
            for question in self.questions
        }
        return {stem: count for stem, count in hidden.items() if count}

    def public_part(self, without: Collection[tuple[str, str]] = ()) -> "Assignment":
        """Return what a student can check: the public checks, and what they need.

        Args:
            without: checks that are left out all the same, as (question, name).
        """
        questions = [_public_part(q, without) for q in self.questions]
        kept = tuple(question for question in questions if question.parts)
        counted = (question.marks for question in kept if not question.optional)
        return replace(self, questions=kept, total=sum(counted, start=Decimal(0)))


def _public_part(question: Question, without: Collection[tuple[str, str]]) -> Question:
    names = {
        check.name
        for check in question.checks
        if check.visibility is Visibility.PUBLIC
        and (question.stem, check.name) not in without
    }
    parts = []
    for part in question.parts:
        checks = tuple(
            replace(check, needs=tuple(need for need in check.needs if need in names))
            for check in part.checks
            if part.marked_by is MarkedBy.MACHINE and check.name in names
        )
        if checks:
            marks = sum((check.marks for check in checks), start=Decimal(0))
            parts.append(replace(part, checks=checks, marks=marks))
    return replace(question, parts=tuple(parts))
