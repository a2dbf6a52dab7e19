"""What a page says of one award, and what it keeps to itself."""

import math
from collections.abc import Mapping
from decimal import Decimal

from markstone.model import Award, Comparison, Outcome, QuestionCard, Visibility

_SHOWN_COMPARISONS = 3

_LOST = frozenset({Outcome.PARTIAL, Outcome.FAILED})

_JUDGED = _LOST | {Outcome.PASSED}
"""Where the code ran to its end and what it returned was looked at."""

_BEYOND_COUNTING = 1e6
"""Where it is no use to say how many times too far an answer is."""

_METRICS: Mapping[str, str] = {
    "rel": "relative to the largest expected value",
    "abs": "absolute",
}


def claim(award: Award) -> str:
    """Return what the check says of the student's work."""
    return award.check.title or _told(award) or spoken(award.check.name)


def told(award: Award) -> str:
    """Return what happened, where it adds to the claim; without the hint."""
    sentence = _told(award)
    return sentence if sentence != claim(award) else ""


def _told(award: Award) -> str:
    if not hint(award):
        return award.message
    return award.message.removesuffix(award.check.hint.strip()).rstrip()


def hint(award: Award) -> str:
    """Return what may help, where it may."""
    return award.check.hint if award.outcome is Outcome.FAILED else ""


def follows(award: Award, question: QuestionCard) -> str:
    """Say that a check goes by the student's own earlier result, where that matters.

    It does where the check was lost, or where the student lost another one of the
    question and may wonder why this one stands.
    """
    if not award.check.follows or award.outcome not in _JUDGED:
        return ""
    lost = any(other.outcome in _LOST for other in question.awards)
    if award.outcome is Outcome.PASSED and not lost:
        return ""
    return (
        f"Judged on {award.check.follows} where that is not right: "
        "a slip there costs nothing here."
    )


def distances(award: Award) -> tuple[Comparison, ...]:
    """Return how far off the answer was, where the student may see values.

    A hidden check shows none: its inputs would be known after one submission.
    """
    if award.check.visibility is Visibility.HIDDEN:
        return ()
    if award.outcome is not Outcome.FAILED:
        return ()
    apart = [c for c in award.comparisons if not (c.agrees or c.hidden)]
    return tuple(apart[:_SHOWN_COMPARISONS])


def how_far(comparison: Comparison) -> str:
    """Say in a sentence how far off an answer was."""
    off, allowed = comparison.deviation, comparison.tolerance
    if not math.isfinite(off):
        return _without_distance(comparison)
    if comparison.metric == "exact":
        return "The two must be equal, and are not."
    metric = _METRICS.get(comparison.metric, comparison.metric)
    sentence = f"Largest difference {figure(off)} ({metric}), allowed {figure(allowed)}"
    if allowed > 0 and 2 * allowed <= off < _BEYOND_COUNTING * allowed:
        sentence += f": {figure(off / allowed)} times too far"
    return f"{sentence}."


def _without_distance(comparison: Comparison) -> str:
    """Name the answer that is not right; the right one is not ours to tell."""
    if comparison.metric == "exact" and comparison.actual and not comparison.where:
        return f"Your answer: {comparison.actual}."
    return "The two cannot be compared number by number."


def figure(value: float) -> str:
    """Write a number with three digits, thousands in full."""
    return f"{value:,.0f}" if 1e3 <= abs(value) < 1e6 else f"{value:.3g}"


def printed(award: Award) -> str:
    """Return what the student's code printed, where the case is public."""
    return award.output if award.check.visibility is Visibility.PUBLIC else ""


def share(marks: Decimal, out_of: Decimal) -> int:
    """Return the fourth of full marks that was reached, 0 to 4, for shading."""
    return int(4 * marks / out_of) if out_of else 0


def spoken(name: str) -> str:
    """Turn the name of a check or a mutant into words."""
    return name.replace("_", " ")
