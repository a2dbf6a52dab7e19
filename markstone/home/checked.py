"""What came of the public checks."""

from collections.abc import Mapping
from dataclasses import dataclass

from markstone.model import Assignment, Evidence, Outcome, Scorecard, Submission

_UNTOUCHED = frozenset({Outcome.NOT_ATTEMPTED, Outcome.BLOCKED, Outcome.MISSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the public checks found."""

    assignment: Assignment
    """The public checks that ran."""
    card: Scorecard
    evidence: Evidence
    submission: Submission
    hidden: int
    """How many checks more run when the work is graded."""
    left_out: tuple[str, ...]
    """Public checks that cannot run without the references."""
    environment: Mapping[str, str]
    warnings: tuple[str, ...]
    """What may make an outcome differ from the course's, a sentence each."""

    @property
    def attempted(self) -> int:
        """How many checks found something to look at."""
        return sum(outcome not in _UNTOUCHED for outcome in self._outcomes)

    @property
    def passed(self) -> int:
        """How many checks passed."""
        return self._outcomes.count(Outcome.PASSED)

    @property
    def total(self) -> int:
        """How many checks there are."""
        return len(self._outcomes)

    @property
    def percent(self) -> float:
        """The marks of the public checks that were earned, of 100.

        Those of optional questions are counted where nothing else was asked for.
        """
        counted = [c for c in self.card.questions if not c.question.optional]
        cards = counted or list(self.card.questions)
        out_of = sum(card.question.marks for card in cards)
        return float(100 * sum(card.marks for card in cards) / out_of) if out_of else 0

    @property
    def _outcomes(self) -> list[Outcome]:
        return [award.outcome for card in self.card.questions for award in card.awards]
