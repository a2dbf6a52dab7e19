"""What a rubric of the right shape may still get wrong: sums, names, needs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeVar

from pydantic import ValidationError

from markstone.model import Limits, MarkedBy
from markstone.rubric.lines import Fault, Loc, Raw
from markstone.rubric.shape import (
    CheckLimitsShape,
    CheckShape,
    LimitsShape,
    PartShape,
    RubricShape,
    Shape,
)
from markstone.rubric.wording import write

_STEP = Decimal("0.0001")
"""The smallest mark there is."""
_WITHIN = (
    ("call_seconds", "check_seconds"),
    ("call_seconds", "submission_seconds"),
    ("check_seconds", "submission_seconds"),
    ("memory_bytes", "total_memory_bytes"),
    ("file_bytes", "scratch_bytes"),
    ("output_bytes", "flood_bytes"),
    ("reply_bytes", "check_reply_bytes"),
    ("check_reply_bytes", "submission_reply_bytes"),
    ("check_callbacks", "submission_callbacks"),
)
"""Limits of which the first lies within the second."""

ShapeT = TypeVar("ShapeT", bound=Shape)


def find_faults(raw: Raw) -> Iterator[Fault]:
    """Find what contradicts itself, in every piece that has its shape.

    A question that lacks its shape does not hide what is wrong with another.
    """
    rubric = _shaped(RubricShape, raw)
    if rubric:
        yield from _in_total(rubric)
    questions = _list_at(raw, "questions")
    yield from _in_limits(raw, questions)
    yield from _named_twice(questions, "stem", ("questions",))
    for i, raw_question in enumerate(questions):
        loc: Loc = ("questions", i, "parts")
        raw_parts = _list_at(raw_question, "parts")
        parts = {
            j: part
            for j, raw_part in enumerate(raw_parts)
            if (part := _shaped(PartShape, raw_part))
        }
        yield from _named_twice(raw_parts, "id", loc)
        yield from _in_names(parts, loc)
        yield from _in_needs(parts, _check_names(raw_parts), loc)
        for j, part in parts.items():
            yield from _in_part(part, (*loc, j))


def share(marks: Decimal, weights: Iterable[Decimal]) -> list[Decimal]:
    """Divide marks by weight, to 4 decimal places and with an exact sum.

    What rounding leaves over goes to the checks that lost most by it.
    """
    weights = list(weights)
    exact = [marks * weight / sum(weights) for weight in weights]
    shares = [value.quantize(_STEP, rounding=ROUND_DOWN) for value in exact]
    left = int((marks - sum(shares)) / _STEP)
    losers = sorted(
        range(len(shares)), key=lambda i: exact[i] - shares[i], reverse=True
    )
    for i in losers[:left]:
        shares[i] += _STEP
    return shares


def _shaped(shape: type[ShapeT], raw: Raw) -> ShapeT | None:
    try:
        return shape.model_validate(raw)
    except ValidationError:
        return None


def _list_at(raw: Raw, key: str) -> list[Raw]:
    found = raw.get(key) if isinstance(raw, dict) else None
    return found if isinstance(found, list) else []


def _named_twice(items: list[Raw], key: str, loc: Loc) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for i, item in enumerate(items):
        name = item.get(key) if isinstance(item, dict) else None
        if isinstance(name, str) and first.setdefault(name, i) != i:
            yield Fault(
                loc=(*loc, i, key),
                sentence=f"{name} is taken by {loc[-1]}[{first[name]}]. Use another.",
            )


def _in_total(rubric: RubricShape) -> Iterator[Fault]:
    counted = [q for q in rubric.questions if not q.optional]
    total = sum((part.marks for q in counted for part in q.parts), start=Decimal(0))
    made = f"{total.normalize():f}"
    if total != rubric.total:
        yield Fault(
            loc=("total",),
            sentence=f"is {rubric.total:f}, and the parts of the questions that are "
            f"not optional make {made}. Write `total: {made}`, or correct a part.",
        )
    stems = {question.stem for question in rubric.questions}
    for i, name in enumerate(rubric.given):
        if name in stems or name in rubric.given[:i]:
            yield Fault(
                loc=("given", i),
                sentence=f"{name} is a question or stands twice. Remove it.",
            )


def _check_names(raw_parts: list[Raw]) -> list[str]:
    """Return every check of a question, those in parts that lack a shape too."""
    found = [part.get("checks") for part in raw_parts if isinstance(part, dict)]
    return [name for checks in found if isinstance(checks, dict) for name in checks]


def _in_names(parts: Mapping[int, PartShape], loc: Loc) -> Iterator[Fault]:
    taken: dict[str, str] = {}
    for j, part in parts.items():
        for kind, named in (("checks", part.checks), ("lines", part.lines)):
            for name in named or {}:
                if name in taken:
                    yield Fault(
                        loc=(*loc, j, kind, name),
                        sentence=f"the name is taken in part {taken[name]}. Use "
                        "another: it is one of its kind in a question.",
                    )
                taken.setdefault(name, part.id)


def _in_needs(
    parts: Mapping[int, PartShape], known: list[str], loc: Loc
) -> Iterator[Fault]:
    needs: dict[str, tuple[str, ...]] = {}
    places: dict[str, Loc] = {}
    for j, part in parts.items():
        for name, check in (part.checks or {}).items():
            needs[name] = check.needs
            places[name] = (*loc, j, "checks", name, "needs")
            for k, needed in enumerate(check.needs):
                if needed not in known:
                    yield Fault(
                        loc=(*places[name], k),
                        sentence=f"{needed} is no check of this question. The checks "
                        f"are {', '.join(known)}.",
                    )
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        yield Fault(
            loc=places[circle[0]],
            sentence=f"goes round in a circle: {' needs '.join(reversed(circle))}. "
            "Take one out.",
        )


def _in_part(part: PartShape, loc: Loc) -> Iterator[Fault]:
    is_machine = part.marked_by is MarkedBy.MACHINE
    wanted, other = ("checks", "lines") if is_machine else ("lines", "checks")
    if getattr(part, other) is not None:
        yield Fault(
            loc=(*loc, other),
            sentence=f"a part marked by a {part.marked_by} has `{wanted}`. Move the "
            f"`{other}` to a part of their own.",
        )
    if getattr(part, wanted) is None:
        yield Fault(
            loc=loc,
            sentence=f"a part marked by a {part.marked_by} needs `{wanted}`. "
            f"{write(wanted, PartShape.model_fields[wanted])}",
        )
    if part.lines is not None:
        # What takes marks off stands outside the sum.
        marks = [line.marks for line in part.lines.values() if line.marks > 0]
        yield from _in_sum(part, marks, (*loc, "lines"))
    if part.checks is not None:
        yield from _in_shares(part, part.checks, (*loc, "checks"))
        yield from _in_scales(part.checks, (*loc, "checks"))


def _in_shares(
    part: PartShape, checks: Mapping[str, CheckShape], loc: Loc
) -> Iterator[Fault]:
    marks = [c.marks for c in checks.values() if c.marks and not c.weight]
    weights = [c.weight for c in checks.values() if c.weight and not c.marks]
    if len(marks) == len(checks):
        yield from _in_sum(part, marks, loc)
    elif len(weights) != len(checks):
        yield Fault(
            loc=loc,
            sentence="all checks of a part have `marks`, or all have `weight`. Write "
            "`marks: 2` or `weight: 1` for each, and not both.",
        )
    elif not all(share(part.marks, weights)):
        yield Fault(
            loc=loc,
            sentence=f"{part.marks:f} marks are too few for these weights: a check "
            f"would be worth less than {_STEP}. Merge checks, or write `marks`.",
        )


def _in_scales(checks: Mapping[str, CheckShape], loc: Loc) -> Iterator[Fault]:
    for name, check in checks.items():
        if check.scale and check.scale.low == check.scale.high:
            yield Fault(
                loc=(*loc, name, "scale"),
                sentence="begins and ends at one figure. Write another `from`, or "
                "claim it in the check.",
            )


def _in_limits(raw: Raw, questions: list[Raw]) -> Iterator[Fault]:
    paper = _named_limits(LimitsShape, raw)
    whole = replace(Limits(), **paper)
    yield from _in_pairs(paper, whole, ("limits",))
    for i, question in enumerate(questions):
        own = _named_limits(CheckLimitsShape, question)
        loc: Loc = ("questions", i, "limits")
        yield from _in_pairs(own, replace(whole, **own), loc)
        yield from _in_calls(question, whole, ("questions", i, "parts"))


def _named_limits(shape: type[CheckLimitsShape], raw: Raw) -> dict[str, Any]:
    limits = raw.get("limits") if isinstance(raw, dict) else None
    shaped = _shaped(shape, limits) if isinstance(limits, dict) else None
    return shaped.model_dump(exclude_none=True) if shaped else {}


def _in_pairs(named: Mapping[str, Any], limits: Limits, loc: Loc) -> Iterator[Fault]:
    """Find what was named larger than what holds it."""
    for small, large in _WITHIN:
        have, most = getattr(limits, small), getattr(limits, large)
        if small in named and most is not None and have > most:
            yield Fault(
                loc=(*loc, small),
                sentence=f"is {have:.12g}, and `{large}` is {most:.12g}. Raise "
                f"`{large}`, or write `{small}: {most:.12g}`.",
            )


def _in_calls(question: Raw, limits: Limits, loc: Loc) -> Iterator[Fault]:
    for j, raw_part in enumerate(_list_at(question, "parts")):
        part = _shaped(PartShape, raw_part)
        for name, check in ((part and part.checks) or {}).items():
            named: dict[str, Any] = {}
            if check.call_seconds:
                named["call_seconds"] = check.call_seconds
            here: Loc = (*loc, j, "checks", name)
            yield from _in_pairs(named, replace(limits, **named), here)


def _in_sum(part: PartShape, marks: list[Decimal], loc: Loc) -> Iterator[Fault]:
    made = sum(marks, start=Decimal(0))
    if made != part.marks:
        yield Fault(
            loc=loc,
            sentence=f"make {made:f} marks, and the part has {part.marks:f}. Correct "
            "one of them.",
        )
