"""Grading the same class again and again, to find checks that waver.

A check whose outcome is not the same each time says nothing about the student: its
marks are withheld until a person has looked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from markstone.model import Evidence, Outcome

Key = tuple[str, str, str]
"""Student, question and check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wavering:
    """A check that did not come to the same each time."""

    student: str
    question: str
    check: str
    times: Mapping[Outcome, int]

    @property
    def told(self) -> str:
        """How often it came to what, as a person reads it."""
        return ", ".join(
            f"{self.times[o]} times {o}" for o in Outcome if o in self.times
        )


@dataclass(slots=True)
class Tally:
    """How often each check came to each outcome."""

    _outcomes: dict[Key, Counter[Outcome]] = field(default_factory=dict)

    def add(self, seen: Evidence) -> None:
        """Count what one more look found."""
        for result in seen.results:
            key = (seen.student, result.question, result.check)
            self._outcomes.setdefault(key, Counter())[result.outcome] += 1

    def wavering(self) -> tuple[Wavering, ...]:
        """Return the checks that came to more than one outcome."""
        return tuple(
            Wavering(student=student, question=question, check=check, times=times)
            for (student, question, check), times in self._outcomes.items()
            if len(times) > 1
        )


def withheld(known: Evidence, wavering: Iterable[Wavering]) -> Evidence:
    """Return a student's evidence with every check that wavers withheld."""
    told = {
        (one.question, one.check): one.told
        for one in wavering
        if one.student == known.student
    }
    results = tuple(
        replace(
            result,
            outcome=Outcome.UNFAIR,
            message="This did not come to the same each time; a person will look.",
            detail=f"{told[result.key]}. {result.detail}",
        )
        if result.key in told
        else result
        for result in known.results
    )
    return replace(known, results=results)
