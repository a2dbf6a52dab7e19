"""How far two markers agree on the answers that both have marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markstone.marks.pile import Pile, Reading
from markstone.marks.saved import Did, Verdict
from markstone.marks.store import Record
from markstone.model import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAgreement:
    """How far two markers agree on one line."""

    line: Check
    same: int
    """Answers where both ticked it, or neither did."""
    of: int
    kappa: float | None
    """Cohen's kappa; None where it is not defined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two opinions on one answer."""

    reading: Reading
    first: Verdict
    second: Verdict
    markers: tuple[str, str]


def pairs(pile: Pile) -> list[Pair]:
    """Return the answers that two people have marked."""
    return [pair for reading in pile.readings for pair in _pair(reading)]


def by_line(pile: Pile) -> list[LineAgreement]:
    """Return how far they agree, line by line."""
    both = pairs(pile)
    return [_agreement(line, both) for line in pile.part.checks]


def kappa(ticks: Sequence[tuple[bool, bool]]) -> float | None:
    """Return Cohen's kappa of two markers who tick or do not.

    The share on which they agree, beyond the share expected of two who tick as
    often as they do and independently: (p_o - p_e) / (1 - p_e).

    Args:
        ticks: for each answer what the one did and what the other did.

    Returns:
        1 for full agreement, 0 for no more than chance; None where chance alone
        would make them agree on everything, or there is no answer.

    References:
        Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and
        Psychological Measurement 20(1), 1960, equation (1).
    """
    if not ticks:
        return None
    count = len(ticks)
    observed = sum(one == other for one, other in ticks) / count
    one = sum(first for first, _ in ticks) / count
    other = sum(second for _, second in ticks) / count
    expected = one * other + (1 - one) * (1 - other)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _agreement(line: Check, both: Sequence[Pair]) -> LineAgreement:
    ticks = [
        (line.name in pair.first.ticked, line.name in pair.second.ticked)
        for pair in both
    ]
    return LineAgreement(
        line=line,
        same=sum(one == other for one, other in ticks),
        of=len(ticks),
        kappa=kappa(ticks),
    )


def _pair(reading: Reading) -> Iterator[Pair]:
    for first, second in zip(reading.first, reading.second, strict=True):
        last = second.last
        before = _own(first)
        if last is not None and last.verdict is not None and before is not None:
            verdict, by = before
            yield Pair(
                reading=reading,
                first=verdict,
                second=last.verdict,
                markers=(by, last.by),
            )
            return  # identical answers are one


def _own(record: Record) -> tuple[Verdict, str] | None:
    """Return the first marker's own opinion, before anybody settled anything."""
    own = None
    by = ""
    for entry in record.entries:
        if entry.did is Did.SETTLED:
            break
        own = entry.verdict
        by = entry.by if entry.did is Did.MARKED else by
    return None if own is None else (own, by)
