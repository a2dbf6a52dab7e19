"""What the examiner saw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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


DEFAULT_TOLERANCE = {
    "rel": 1e-4,
    "abs": 0.0,
    "exact": 0.0,
    "theta": 0.1,
    "function": 1e-9,
}
"""By metric. ``rel`` lies between every right and every wrong variant of 56
measured checks (1e-6 and 3.4e-2); there is no larger default."""


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
    public: bool = False
    """Whether the check was public when it ran."""
    tolerance: float | None = None
    """The rubric's own tolerance for the check when it was judged."""

    @property
    def key(self) -> tuple[str, str]:
        """The question and the check, by which an assignment knows it."""
        return self.question, self.check


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All outcomes of one submission with the figures behind them."""

    student: str
    results: tuple[CheckResult, ...] = ()
    notices: tuple[str, ...] = ()
    """What a person may want to look at in the source; those of the submission
    itself stand there."""
    digests: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By question what the results depend on: the digests of the work that was
    examined, and of the judge that examined it."""
    tape: bytes = b""
    """Every request and answer, compressed; kept in a file of its own."""
    pictures: bytes = b""
    """What checks attached, see :mod:`markstone.pictures`; in its own file, too."""
    reference_notes: bytes = b""
    """What the references were asked and answered, where that was to be noted."""
    started: int = 0
    """Processes that were started for the student's code in this run."""
    seconds: float = field(default=0.0, compare=False)
    """How long it took in this run."""
