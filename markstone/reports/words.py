"""What outcomes and statuses are called in front of people."""

from collections.abc import Mapping
from dataclasses import dataclass

from markstone.model import Outcome, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """An outcome or a status: a word and a sign, so that colour is never alone."""

    word: str
    sign: str
    tone: str
    """A class of the style sheet: good, part, bad, idle, wait or broken."""
    meaning: str
    """What it tells the student, in a sentence."""


OUTCOMES: Mapping[Outcome, Word] = {
    Outcome.PASSED: Word(
        word="passed", sign="✓", tone="good", meaning="Your answer is right."
    ),
    Outcome.PARTIAL: Word(
        word="partly",
        sign="◐",
        tone="part",
        meaning="Your figure lies between none and full marks.",
    ),
    Outcome.FAILED: Word(
        word="failed",
        sign="✗",
        tone="bad",
        meaning="Your code ran, and the claim does not hold for it.",
    ),
    Outcome.ERRORED: Word(
        word="error",
        sign="✗",
        tone="bad",
        meaning="Your code raised an exception or ended its own process.",
    ),
    Outcome.TIMED_OUT: Word(
        word="too slow",
        sign="✗",
        tone="bad",
        meaning="Your code was still running when its time was over.",
    ),
    Outcome.OUT_OF_MEMORY: Word(
        word="out of memory",
        sign="✗",
        tone="bad",
        meaning="Your code asked for more memory than it may use.",
    ),
    Outcome.NOT_ATTEMPTED: Word(
        word="not attempted",
        sign="–",  # noqa: RUF001  (a dash, as a sign)
        tone="idle",
        meaning="The stub is untouched, the name is not there, or the field is empty.",
    ),
    Outcome.MISSING: Word(
        word="missing",
        sign="–",  # noqa: RUF001  (a dash, as a sign)
        tone="idle",
        meaning="Nothing reported this check: your code ended before its turn.",
    ),
    Outcome.BLOCKED: Word(
        word="blocked",
        sign="⊘",
        tone="idle",
        meaning="This means something only once the check that it needs has passed.",
    ),
    Outcome.AWAITS_MARKER: Word(
        word="waits",
        sign="…",
        tone="wait",
        meaning="A person reads what you wrote and gives the marks.",
    ),
    Outcome.UNFAIR: Word(
        word="under review",
        sign="!",
        tone="broken",
        meaning=(
            "The grader broke, not your code. A person will look, and until then "
            "the marks are withheld."
        ),
    ),
}

LINES: Mapping[Outcome, Word] = {
    **OUTCOMES,
    Outcome.PASSED: Word(
        word="given", sign="✓", tone="good", meaning="The marker gave these marks."
    ),
    Outcome.FAILED: Word(
        word="not given",
        sign="✗",
        tone="bad",
        meaning="The marker did not give these marks, or took them off.",
    ),
}
"""What the lines of a human marker are called."""

STATUSES: Mapping[Status, Word] = {
    Status.GRADED: Word(
        word="graded", sign="✓", tone="good", meaning="Every mark is decided."
    ),
    Status.AWAITS_MARKER: Word(
        word="waits for a marker",
        sign="…",
        tone="wait",
        meaning="The marks so far stand; what you wrote waits for a person.",
    ),
    Status.NEEDS_REVIEW: Word(
        word="needs review",
        sign="!",
        tone="broken",
        meaning=(
            "The grader broke somewhere, not your code. A person will look; this "
            "costs you nothing."
        ),
    ),
    Status.UNREADABLE: Word(
        word="unreadable",
        sign="✗",
        tone="bad",
        meaning="What was handed in could not be read. The notices say why.",
    ),
    Status.NOT_SUBMITTED: Word(
        word="not submitted",
        sign="–",  # noqa: RUF001  (a dash, as a sign)
        tone="idle",
        meaning="Nothing was handed in.",
    ),
}
