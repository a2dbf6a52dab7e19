"""From a YAML file to an assignment, or to the list of all its faults."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from markstone.errors import RubricError, UsageError
from markstone.model import Assignment, Check, Limits, Part, Question, Scale
from markstone.rubric.consistency import find_faults, share
from markstone.rubric.lines import Fault, Text
from markstone.rubric.shape import (
    CheckShape,
    PartShape,
    QuestionShape,
    RubricShape,
    ScaleShape,
)
from markstone.rubric.wording import to_faults


def load(path: Path) -> Assignment:
    """Read a rubric.

    Raises:
        UsageError: there is no such file.
        RubricError: it has faults; the message lists every one with its line.
    """
    text = _read(path)
    faults = [*text.faults, *_misnamed(text, path), *find_faults(text.raw)]
    try:
        rubric = RubricShape.model_validate(text.raw)
    except ValidationError as error:
        raise text.error([*to_faults(error), *faults]) from error
    if faults:
        raise text.error(faults)
    return _to_assignment(rubric)


def schema() -> dict[str, Any]:
    """Return the JSON schema of a rubric, for the editor that it is written in."""
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return draft | RubricShape.model_json_schema()


def find(folder: Path) -> dict[str, Path]:
    """Return the rubrics of a folder by the name of their assignment, sorted.

    Raises:
        UsageError: there is no such folder.
        RubricError: a file is named otherwise than its assignment.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder of rubrics at {folder}.")
    faults = [
        f"{path.name}: a rubric ends in .yaml. Rename it to {path.stem}.yaml."
        for path in sorted(folder.glob("*.yml"))
    ]
    found = sorted(p for p in folder.glob("*.yaml") if not p.name.startswith("_"))
    for path in found:
        with suppress(RubricError):  # `load` says what is wrong with it
            text = _read(path)
            faults += [str(text.error([fault])) for fault in _misnamed(text, path)]
    if faults:
        raise RubricError("\n".join(faults))
    return {path.stem: path for path in found}


def _read(path: Path) -> Text:
    try:
        return Text(path.read_text(encoding="utf-8-sig"), name=path.name)
    except FileNotFoundError as error:
        raise UsageError(f"There is no rubric at {path}.") from error
    except UnicodeDecodeError as error:
        raise RubricError(f"{path.name}:1: is not UTF-8. Save it as UTF-8.") from error


def _misnamed(text: Text, path: Path) -> list[Fault]:
    said = text.raw.get("assignment") if isinstance(text.raw, dict) else None
    if not isinstance(said, str) or not said or said == path.stem:
        return []
    sentence = f"is {said}, and the file is {path.name}. Make them the same."
    return [Fault(loc=("assignment",), sentence=sentence)]


def _to_assignment(rubric: RubricShape) -> Assignment:
    limits = Limits(**rubric.limits.model_dump(exclude_none=True))
    return Assignment(
        name=rubric.assignment,
        title=rubric.title,
        total=rubric.total,
        source=rubric.source,
        questions=tuple(_to_question(q, limits) for q in rubric.questions),
        given=rubric.given,
        limits=limits,
    )


def _to_question(question: QuestionShape, limits: Limits) -> Question:
    own = question.limits.model_dump(exclude_none=True)
    return Question(
        stem=question.stem,
        title=question.title,
        optional=question.optional,
        forbids=question.forbids,
        parts=tuple(
            Part(
                id=part.id,
                title=part.title,
                marks=part.marks,
                marked_by=part.marked_by,
                checks=_to_lines(part) if part.lines else _to_checks(part),
            )
            for part in question.parts
        ),
        limits=replace(limits, **own) if own else None,
    )


def _to_lines(part: PartShape) -> tuple[Check, ...]:
    return tuple(
        Check(
            name=name,
            marks=line.marks,
            title=line.title,
            for_student=line.for_student,
        )
        for name, line in (part.lines or {}).items()
    )


def _to_checks(part: PartShape) -> tuple[Check, ...]:
    checks = part.checks or {}
    marks = _marks(part.marks, list(checks.values()))
    return tuple(
        Check(
            name=name,
            marks=worth,
            needs=check.needs,
            visibility=check.visibility,
            tolerance=check.tolerance,
            hint=check.hint,
            follows=check.follows,
            call_seconds=check.call_seconds,
            scale=_to_scale(check.scale),
        )
        for (name, check), worth in zip(checks.items(), marks, strict=True)
    )


def _to_scale(scale: ScaleShape | None) -> Scale | None:
    if scale is None:
        return None
    return Scale(figure=scale.figure, low=scale.low, high=scale.high)


def _marks(marks: Decimal, checks: list[CheckShape]) -> list[Decimal]:
    weights = [check.weight for check in checks if check.weight]
    if weights:
        return share(marks, weights)
    return [check.marks for check in checks if check.marks]
