"""Whose known slip gives the same answer: pure functions over evidence.

A mutant is a plausible wrong answer with one sentence for the student. Where a
student's answer to a check is the mutant's answer to it, that sentence says more
than any figure.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markstone.model import CheckResult, Comparison, Evidence, Outcome

_SLACK = 10.0
"""How many tolerances apart two sketches of one answer may be."""
_LEAST_TOLERANCE = 1e-6
_PLACE = re.compile(r" \([^()]*, line \d+[^()]*\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A mutant with what it came to."""

    name: str
    sentence: str
    loses: frozenset[str]
    results: Mapping[str, CheckResult]
    """By check; those of the mutant's own question."""


def explain(evidence: Evidence, slips: Mapping[str, Sequence[Slip]]) -> Evidence:
    """Name the known slip behind every failed check that one explains.

    Args:
        evidence: a submission's.
        slips: the known slips of each question.
    """
    lost: dict[str, set[str]] = {}
    for result in evidence.results:
        if result.outcome is not Outcome.PASSED:
            lost.setdefault(result.question, set()).add(result.check)
    return replace(
        evidence,
        results=tuple(
            _explained(result, slips.get(result.question, ()), lost)
            for result in evidence.results
        ),
    )


def _explained(
    result: CheckResult, slips: Sequence[Slip], lost: Mapping[str, set[str]]
) -> CheckResult:
    is_off = result.outcome in (Outcome.FAILED, Outcome.ERRORED)
    if not is_off and result.figure is None:  # what a figure earns is the rubric's
        return result
    mine = lost.get(result.question, set())
    alike = [slip for slip in slips if _is_alike(result, slip, mine)]
    if not alike:
        return result
    nearest = min(
        alike,
        key=lambda slip: (len(slip.loses ^ mine), _apart(result, slip), slip.name),
    )
    return replace(result, misconception=nearest.name, explanation=nearest.sentence)


def _is_alike(result: CheckResult, slip: Slip, lost: set[str]) -> bool:
    theirs = slip.results.get(result.check)
    if theirs is None or theirs.outcome is not result.outcome:
        return False
    mine, other = _first_off(result), _first_off(theirs)
    if mine is None or other is None:
        if mine is other and None not in (result.figure, theirs.figure):
            return result.figure == theirs.figure and result.check in slip.loses
        # Words alone are said of many slips: all losses must be the same ones.
        same_words = _words(result) == _words(theirs)
        return mine is other and same_words and slip.loses == lost
    return _is_same_answer(mine, other)


def _apart(result: CheckResult, slip: Slip) -> float:
    """Tell how far the answer lies from the slip's; 0 where words alone are alike."""
    mine, other = _first_off(result), _first_off(slip.results[result.check])
    if mine is None or other is None:
        return 0.0
    pairs = zip(mine.sketch, other.sketch, strict=False)
    return max((abs(a - b) for a, b in pairs), default=0.0)


def _is_same_answer(one: Comparison, other: Comparison) -> bool:
    if (one.metric, one.hidden) != (other.metric, other.hidden):
        return False
    if one.sketch and other.sketch:
        slack = _SLACK * max(one.tolerance, _LEAST_TOLERANCE)
        return all(
            abs(a - b) <= slack for a, b in zip(one.sketch, other.sketch, strict=True)
        )
    same_text = (one.actual, one.expected) == (other.actual, other.expected)
    return same_text and _is_near(one.deviation, other.deviation)


def _is_near(one: float, other: float) -> bool:
    return one == other or math.isclose(one, other, rel_tol=1e-6)


def _first_off(result: CheckResult) -> Comparison | None:
    return next((c for c in result.comparisons if not c.agrees), None)


def _words(result: CheckResult) -> str:
    return _PLACE.sub("", result.detail or result.message)
