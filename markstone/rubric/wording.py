"""Sentences for what pydantic finds: what it must be, what it is, what to write."""

from difflib import get_close_matches

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from markstone.rubric.lines import Fault, Loc
from markstone.rubric.shape import (
    CheckLimitsShape,
    CheckShape,
    LimitsShape,
    LineShape,
    PartShape,
    QuestionShape,
    RubricShape,
    ScaleShape,
    Shape,
)

_INSIDE: dict[str, type[Shape]] = {
    "limits": LimitsShape,
    "questions": QuestionShape,
    "parts": PartShape,
    "checks": CheckShape,
    "lines": LineShape,
    "scale": ScaleShape,
}
_ITEMS = {
    "given": ("the name of a module", "lm_setup"),
    "questions": ("a mapping with a stem, a title and parts", "stem: p2_vae"),
    "parts": ("a mapping with an id, a title, marks and checks", "id: a"),
    "checks": ("a mapping", "{marks: 2}"),
    "forbids": ("the full name of a class or function", "torch.nn.Transformer"),
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
    example = (field.examples or ["..."])[0]
    return f"Write `{name}: {example}`."


def _to_fault(details: ErrorDetails) -> Fault:
    loc: Loc = details["loc"]
    if loc[-1:] == ("[key]",):  # pydantic's word for a key that does not fit
        sentence = (
            "a name is made of small letters, digits and `_`, and begins with a "
            "letter. Rename it."
        )
        return Fault(loc=loc[:-1], sentence=sentence)
    return Fault(loc=loc, sentence=_sentence(loc, details))


def _sentence(loc: Loc, details: ErrorDetails) -> str:
    shown = _show(details["input"])
    if not loc:
        return f"must be a mapping, not {shown}. Begin with `assignment:`."
    shape, listed = _around(loc)
    if listed:
        what, example = _ITEMS[listed]
        return f"must be {what}, not {shown}. Write `{example}`."
    known = {field.alias or name: field for name, field in shape.model_fields.items()}
    name = str(loc[-1])
    if details["type"] == "extra_forbidden":
        if shape is CheckLimitsShape and name in LimitsShape.model_fields:
            return "holds for a whole submission. Move it to the rubric's own `limits`."
        close = get_close_matches(name, known, n=1)
        hint = f"Did you mean `{close[0]}`?" if close else f"Known: {', '.join(known)}."
        return f"nobody reads this key. {hint}"
    if details["type"] == "missing":
        return f"is missing. {write(name, known[name])}"
    what = known[name].description or "something else"
    return f"must be {what}, not {shown}. {write(name, known[name])}"


def _around(loc: Loc) -> tuple[type[Shape], str]:
    """Return the mapping that a value stands in, by the way to it.

    A value that stands in a list, or under a name that its author chose, comes
    with the name of that list.
    """
    shape: type[Shape] = RubricShape
    steps = [str(step) for step in loc]
    while len(steps) > 1:
        name = steps.pop(0)
        of_question = shape is QuestionShape and name == "limits"
        shape = CheckLimitsShape if of_question else _INSIDE.get(name, shape)
        if name in _ITEMS:
            if len(steps) == 1:
                return shape, name
            steps.pop(0)
    return shape, ""


def _show(value: object) -> str:
    if value == "":
        return "nothing"
    shown = str(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
