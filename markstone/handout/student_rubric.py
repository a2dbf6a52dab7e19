"""The rubric as a student may read it: claims and marks, and no more of what is hidden.

It is a rubric that the engine loads. Of a hidden check it keeps the name, the marks
and the claim; of what a person marks, the marks.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal

from markstone.model import (
    Assignment,
    Check,
    Limits,
    MarkedBy,
    Part,
    Question,
    Visibility,
)

_HEAD = (
    "# What each check is worth. You can run the public ones yourself; the hidden",
    "# ones claim the same things of other inputs, and run when your work is graded.",
)
_BY_A_PERSON = "Marked by a person."


def render(assignment: Assignment) -> str:
    """Return the text of the file.

    Args:
        assignment: with the claim of each check as its title.
    """
    lines = [
        *_HEAD,
        f"assignment: {assignment.name}",
        f"title: {_text(assignment.title)}",
        f"total: {_number(assignment.total)}",
        f"source: {_text(assignment.source)}",
    ]
    if assignment.given:
        lines.append(f"given: [{', '.join(assignment.given)}]")
    lines += _limits(assignment.limits, Limits(), "")
    lines.append("questions:")
    for question in assignment.questions:
        lines += _question(question, assignment.limits)
    return "\n".join(lines) + "\n"


def _question(question: Question, limits: Limits) -> Iterator[str]:
    yield f"  - stem: {question.stem}"
    yield f"    title: {_text(question.title)}"
    if question.optional:
        yield "    optional: true"
    if question.forbids:
        yield f"    forbids: [{', '.join(question.forbids)}]"
    if question.limits:
        yield from _limits(question.limits, limits, "    ")
    yield "    parts:"
    for part in question.parts:
        yield from _part(part, {check.name: check for check in question.checks})


def _part(part: Part, checks: Mapping[str, Check]) -> Iterator[str]:
    yield f"      - id: {_text(part.id)}"
    yield f"        title: {_text(part.title)}"
    yield f"        marks: {_number(part.marks)}"
    yield f"        marked_by: {part.marked_by}"
    is_machine = part.marked_by is MarkedBy.MACHINE
    yield f"        {'checks' if is_machine else 'lines'}:"
    for check in part.checks:
        if is_machine and check.title:
            yield f"          # {' '.join(check.title.split())}"
        yield f"          {check.name}:"
        yield f"            marks: {_number(check.marks)}"
        if is_machine:
            for line in _settings(check, checks):
                yield f"            {line}"
        else:
            yield f"            title: {_text(_BY_A_PERSON)}"


def _settings(check: Check, checks: Mapping[str, Check]) -> Iterator[str]:
    yield f"visibility: {check.visibility}"
    if check.visibility is not Visibility.PUBLIC:
        return
    needs = [n for n in check.needs if checks[n].visibility is Visibility.PUBLIC]
    if needs:
        yield f"needs: [{', '.join(needs)}]"
    if check.tolerance is not None:
        yield f"tolerance: {_figure(check.tolerance)}"
    if check.hint:
        yield f"hint: {_text(check.hint)}"
    if check.call_seconds is not None:
        yield f"call_seconds: {check.call_seconds:g}"
    if check.scale is not None:
        low, high = _figure(check.scale.low), _figure(check.scale.high)
        figure = _text(check.scale.figure)
        yield f"scale: {{figure: {figure}, from: {low}, to: {high}}}"


def _limits(limits: Limits, usual: Limits, indent: str) -> Iterator[str]:
    common = asdict(usual)
    own = {name: n for name, n in asdict(limits).items() if n != common[name]}
    if own:
        yield f"{indent}limits:"
        for name, count in own.items():
            yield f"{indent}  {name}: {count}"


def _figure(value: float) -> str:
    text = repr(value)
    # To YAML 1.1 `1e-05` is a word.
    return text if "." in text else text.replace("e", ".0e")


def _number(marks: Decimal) -> str:
    return f"{marks:f}"


def _text(text: str) -> str:
    """Write a text so that YAML reads the same."""
    return json.dumps(text, ensure_ascii=False)
