"""Whose marks changed from one run to another, by how much, and because of which check.

Reads the two gradebooks alone (``markstone/gradebook/1``), so that runs of different
versions, machines or rubrics can be compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from markstone.errors import UsageError


class _Check(BaseModel):
    outcome: str
    marks: Decimal


class _Part(BaseModel):
    checks: dict[str, _Check]


class _Question(BaseModel):
    marks: Decimal
    optional: bool = False
    parts: dict[str, _Part]


class _Student(BaseModel):
    student: str
    status: str
    marks: Decimal
    questions: dict[str, _Question]


class _Book(BaseModel):
    assignment: str
    students: list[_Student]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChange:
    """One check that came to something else."""

    question: str
    part: str
    check: str
    before: str
    """Its outcome; empty where the run has no such check."""
    after: str
    marks_before: Decimal
    marks_after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentChange:
    """One student whose marks, status or outcomes are not the same."""

    student: str
    status_before: str
    """Empty where the run has no such student."""
    status_after: str
    marks_before: Decimal
    marks_after: Decimal
    checks: tuple[CheckChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two runs of one assignment."""

    assignment: str
    students: int
    """How many stand in either gradebook."""
    changed: tuple[StudentChange, ...]

    def to_plain(self) -> dict[str, Any]:
        """Return the changes as JSON has them; marks are numbers."""
        plain = asdict(self)
        for student in plain["changed"]:
            for fields in (student, *student["checks"]):
                for name in ("marks_before", "marks_after"):
                    fields[name] = float(fields[name])
        return {"schema": "markstone/changes/1", **plain}


def between(before: Path, after: Path) -> list[Changes]:
    """Compare two results folders, or two folders of one assignment in them.

    Raises:
        UsageError: a folder holds no gradebook, or they have no assignment in common.
    """
    old, new = _books(before), _books(after)
    shared = sorted(old.keys() & new.keys())
    if not shared:
        raise UsageError(
            f"{before} and {after} have no assignment in common: the one has "
            f"{', '.join(sorted(old))}, the other {', '.join(sorted(new))}."
        )
    return [_changes(name, old[name], new[name]) for name in shared]


def _books(folder: Path) -> dict[str, _Book]:
    found = sorted({*folder.glob("gradebook.json"), *folder.glob("*/gradebook.json")})
    if not found:
        raise UsageError(
            f"{folder} holds no results: there is no gradebook.json in it, nor in a "
            "folder of it. Name what --out named, or the assignment's folder in it."
        )
    try:
        books = [_Book.model_validate_json(path.read_bytes()) for path in found]
    except ValidationError as error:
        raise UsageError(f"A gradebook in {folder} cannot be read: {error}") from error
    return {book.assignment: book for book in books}


def _changes(name: str, before: _Book, after: _Book) -> Changes:
    old = {student.student: student for student in before.students}
    new = {student.student: student for student in after.students}
    everybody = sorted(old.keys() | new.keys())
    found = [_student(who, old.get(who), new.get(who)) for who in everybody]
    return Changes(
        assignment=name,
        students=len(everybody),
        changed=tuple(change for change in found if change is not None),
    )


def _student(
    name: str, before: _Student | None, after: _Student | None
) -> StudentChange | None:
    if before == after:
        return None
    old, new = _checks(before), _checks(after)
    checks = tuple(_check_changes(old, new))
    change = StudentChange(
        student=name,
        status_before=before.status if before else "",
        status_after=after.status if after else "",
        marks_before=before.marks if before else Decimal(0),
        marks_after=after.marks if after else Decimal(0),
        checks=checks,
    )
    same = change.status_before == change.status_after and not checks
    return None if same and change.marks_before == change.marks_after else change


_Key = tuple[str, str, str]
_ABSENT = _Check(outcome="", marks=Decimal(0))


def _checks(student: _Student | None) -> dict[_Key, _Check]:
    if student is None:
        return {}
    return {
        (stem, part_id, name): check
        for stem, question in student.questions.items()
        for part_id, part in question.parts.items()
        for name, check in part.checks.items()
    }


def _check_changes(
    old: Mapping[_Key, _Check], new: Mapping[_Key, _Check]
) -> Iterator[CheckChange]:
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key, _ABSENT), new.get(key, _ABSENT)
        if before != after:
            question, part, check = key
            yield CheckChange(
                question=question,
                part=part,
                check=check,
                before=before.outcome,
                after=after.outcome,
                marks_before=before.marks,
                marks_after=after.marks,
            )
