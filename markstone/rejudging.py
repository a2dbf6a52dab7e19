"""What a result comes to when a rubric changes its tolerance or its visibility."""

from dataclasses import replace

from markstone.model import (
    DEFAULT_TOLERANCE,
    Check,
    CheckResult,
    Outcome,
    Visibility,
)

_BY_TOLERANCE = ("rel", "abs", "theta", "function")
"""Metrics that always go by the check's own tolerance, or by the default."""


def rejudged(result: CheckResult, check: Check) -> CheckResult | None:
    """Return the result under the check as the rubric has it now.

    Args:
        result: what came of the check, judged as the rubric was then.
        check: the check as it is now.

    Returns:
        None where the figures that were kept do not tell, and the check has to be
        run again on the answers that were kept. A check that was hidden and is public
        now keeps what it came to in the hidden case.
    """
    told: CheckResult | None = result
    if result.tolerance != check.tolerance:
        told = _under_another_tolerance(result, check.tolerance)
    is_public = check.visibility is Visibility.PUBLIC
    if told is None or told.public == is_public:
        return told
    return replace(told, public=True) if is_public else _hidden(told)


def _under_another_tolerance(
    result: CheckResult, tolerance: float | None
) -> CheckResult | None:
    told = []
    for before in result.comparisons:
        if before.metric not in _BY_TOLERANCE:
            return None
        own = DEFAULT_TOLERANCE[before.metric] if tolerance is None else tolerance
        now = replace(before, tolerance=own)
        if now.agrees != before.agrees:
            return None  # what the check would have looked at next is not known
        told.append(now)
    return replace(result, comparisons=tuple(told), tolerance=tolerance)


def _hidden(result: CheckResult) -> CheckResult | None:
    """Return the result of a check that was public, if it shows nothing."""
    if result.outcome is not Outcome.PASSED:
        return None  # its message is about the public case
    told = tuple(replace(comparison, hidden=True) for comparison in result.comparisons)
    return replace(result, comparisons=told, public=False, output="")
