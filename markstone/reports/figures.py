"""What a page says of one award, and what it keeps to itself."""

import math
from collections.abc import Mapping
from decimal import Decimal

from markstone.model import Award, Comparison, Outcome, Visibility

_SHOWN_COMPARISONS = 3

_METRICS: Mapping[str, str] = {
    "rel": "relative to the largest expected value",
    "abs": "absolute",
}


def claim(award: Award) -> str:
    """Return the sentence of a check without the hint that marking appended."""
    sentence = award.message
    if hint(award):
        sentence = sentence.removesuffix(award.check.hint.strip()).rstrip()
    return sentence or award.check.title or spoken(award.check.name)


def hint(award: Award) -> str:
    """Return what may help, where it may."""
    return award.check.hint if award.outcome is Outcome.FAILED else ""


def distances(award: Award) -> tuple[Comparison, ...]:
    """Return how far off the answer was, where the student may see values.

    A hidden check shows none: its inputs would be known after one submission.
    """
    if award.check.visibility is Visibility.HIDDEN:
        return ()
    if award.outcome is not Outcome.FAILED:
        return ()
    apart = [comparison for comparison in award.comparisons if not comparison.agrees]
    return tuple(apart[:_SHOWN_COMPARISONS])


def how_far(comparison: Comparison) -> str:
    """Say in a sentence how far off an answer was."""
    off, allowed = comparison.deviation, comparison.tolerance
    if not math.isfinite(off):
        return "The two cannot be compared number by number."
    if comparison.metric == "exact":
        return "The two must be equal, and are not."
    metric = _METRICS.get(comparison.metric, comparison.metric)
    sentence = f"Largest difference {figure(off)} ({metric}), allowed {figure(allowed)}"
    if allowed > 0 and off >= 2 * allowed:
        sentence += f": {figure(off / allowed)} times too far"
    return f"{sentence}."


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
