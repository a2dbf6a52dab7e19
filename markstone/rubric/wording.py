"""Sentences for what pydantic finds: what it must be, what it is, what to write."""

from difflib import get_close_matches

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from markstone.rubric.lines import Fault, Loc
from markstone.rubric.shape import (
    CheckShape,
    LimitsShape,
    LineShape,
    PartShape,
    QuestionShape,
    RubricShape,
    Shape,
)

_INSIDE: dict[str, type[Shape]] = {
    "limits": LimitsShape,
    "questions": QuestionShape,
    "parts": PartShape,
    "checks": CheckShape,
    "lines": LineShape,
}
_ITEMS = {
    "given": ("the name of a module", "lm_setup"),
    "questions": ("a mapping with a stem, a title and parts", "stem: p2_vae"),
    "parts": ("a mapping with an id, a title, marks and checks", "id: a"),
    "checks": ("a mapping", "{marks: 2}"),
    "needs": ("the name of a check", "load"),
    "lines": ("a mapping", '{marks: 0.25, title: "says why"}'),
}
"""What stands in each list and under each name of the author, with an example."""
_SHOWN = 40


def to_faults(error: ValidationError) -> list[Fault]:
    """Turn every error of pydantic into a fault with a sentence of ours."""
    return [
        _to_fault(details)
        for details in error.errors(include_url=False)
        # A list of which an item is wrong is no list that is too short.
        if not (details["type"] == "too_short" and details["input"])
    ]


def write(name: str, field: FieldInfo) -> str:
    """Say how a field is written, by its example."""
    example = field.examples[0] if field.examples else "..."
    return f"Write `{name}: {example}`."


def _to_fault(details: ErrorDetails) -> Fault:
    loc: Loc = details["loc"]
    if loc[-1:] == ("[key]",):  # pydantic's word for a key that does not fit
        sentence = (
            "a name is made of small letters, digits and `_`, and begins with a "
            "letter. Rename it."
        )
        return Fault(loc=loc[:-1], sentence=sentence)
    sentence = _about_key(loc) if details["type"] == "extra_forbidden" else ""
    return Fault(loc=loc, sentence=sentence or _about_value(loc, details))


def _about_value(loc: Loc, details: ErrorDetails) -> str:
    shown = _show(details["input"])
    if not loc:
        return f"must be a mapping, not {shown}. Begin with `assignment:`."
    # A list or a mapping of names stands at every other step, but for the limits.
    if len(loc) % 2 == 0 and loc[0] != "limits":
        what, example = _ITEMS[str(loc[-2])]
        return f"must be {what}, not {shown}. Write `{example}`."
    name = str(loc[-1])
    field = _shape_around(loc).model_fields[name]
    if details["type"] == "missing":
        return f"is missing. {write(name, field)}"
    return f"must be {field.description}, not {shown}. {write(name, field)}"


def _about_key(loc: Loc) -> str:
    known = list(_shape_around(loc).model_fields)
    close = get_close_matches(str(loc[-1]), known, n=1)
    hint = f"Did you mean `{close[0]}`?" if close else f"Known: {', '.join(known)}."
    return f"nobody reads this key. {hint}"


def _shape_around(loc: Loc) -> type[Shape]:
    """Return the mapping that a key stands in, by the way to it."""
    shape: type[Shape] = RubricShape
    steps = iter(loc[:-1])
    for step in steps:
        shape = _INSIDE[str(step)]
        if shape is not LimitsShape:
            next(steps, None)  # a position in the list, or a name of the author
    return shape


def _show(value: object) -> str:
    if value == "":
        return "nothing"
    shown = str(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
