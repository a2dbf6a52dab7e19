"""What a marker may say: the same checks for the page and for the table."""

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from markstone.errors import UsageError
from markstone.marks.saved import Verdict
from markstone.model import Part

_LONGEST = 20_000


def verdict(
    part: Part,
    *,
    ticked: Collection[str],
    comment: str,
    outside: str,
    reason: str,
    flagged: bool,
) -> Verdict:
    """Return what a marker said, as it may be saved.

    Args:
        part: what is marked.
        ticked: the names of lines.
        comment: for the student.
        outside: a mark that replaces the sum of the lines, as it was typed.
        reason: why it does.
        flagged: whether somebody else should look, too.

    Raises:
        UsageError: it cannot be saved; the message lists every fault.
    """
    comment, reason, outside = _tidy(comment), _tidy(reason), outside.strip()
    faults = [
        *_in_lines(part, ticked),
        *_in_texts({"comment": comment, "reason": reason}),
        *_in_mark(part, outside, reason),
    ]
    if faults:
        raise UsageError("\n".join(faults))
    prices = {line.name: line.marks for line in part.checks}
    return Verdict(
        ticked={name: prices[name] for name in sorted(ticked)},
        unticked=tuple(sorted(prices.keys() - set(ticked))),
        comment=comment,
        outside=_mark(outside),
        reason=reason,
        flagged=flagged,
    )


def repriced(part: Part, old: Verdict) -> Verdict:
    """Return the same verdict under the lines that a part has now."""
    prices = {line.name: line.marks for line in part.checks}
    ticked = {name: prices[name] for name in sorted(old.ticked) if name in prices}
    unticked = tuple(sorted(prices.keys() - ticked.keys()))
    return old.model_copy(update={"ticked": ticked, "unticked": unticked})


def _in_lines(part: Part, ticked: Collection[str]) -> Iterator[str]:
    names = [line.name for line in part.checks]
    for name in ticked:
        if name not in names:
            yield (
                f"There is no line `{name}` in part {part.id}. The lines are "
                f"{', '.join(names)}."
            )


def _in_texts(texts: Mapping[str, str]) -> Iterator[str]:
    for what, text in texts.items():
        if len(text) > _LONGEST:
            yield f"The {what} has more than {_LONGEST:,} characters."


def _in_mark(part: Part, outside: str, reason: str) -> Iterator[str]:
    if outside and not reason:
        yield "A mark outside the lines needs a reason. Write it beside it."
    if reason and not outside:
        yield "There is a reason, and no mark outside the lines."
    try:
        mark = _mark(outside)
    except ValueError:
        mark = part.marks + 1
    if mark is not None and mark > part.marks:
        yield (
            f"A mark outside the lines is a number from 0 to {part.marks:f} with at "
            f"most 4 decimal places, not {outside[:20]!r}."
        )


def _mark(typed: str) -> Decimal | None:
    """Read a mark as it was typed; some keyboards have a comma for the point."""
    if not typed:
        return None
    text = typed.replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,4})?", text):
        raise ValueError(typed)
    return Decimal(text)


def _tidy(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
