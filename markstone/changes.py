"""Whose marks changed from one run to another, by how much, and because of which check.

Reads the two gradebooks alone (``markstone/gradebook/1``), so that runs of different
versions, machines or rubrics can be compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from markstone import gradebooks
from markstone.errors import UsageError
from markstone.gradebooks import Book, Check, Student


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
    old, new = gradebooks.read(before), gradebooks.read(after)
    shared = sorted(old.keys() & new.keys())
    if not shared:
        raise UsageError(
            f"{before} and {after} have no assignment in common: the one has "
            f"{', '.join(sorted(old))}, the other {', '.join(sorted(new))}."
        )
    return [_changes(name, old[name], new[name]) for name in shared]


def _changes(name: str, before: Book, after: Book) -> Changes:
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
    name: str, before: Student | None, after: Student | None
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
_ABSENT = Check(outcome="", marks=Decimal(0))


def _checks(student: Student | None) -> dict[_Key, Check]:
    if student is None:
        return {}
    return {
        (stem, part_id, name): check
        for stem, question in student.questions.items()
        for part_id, part in question.parts.items()
        for name, check in part.checks.items()
    }


def _check_changes(
    old: Mapping[_Key, Check], new: Mapping[_Key, Check]
) -> Iterator[CheckChange]:
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key, _ABSENT), new.get(key, _ABSENT)
        if (before.outcome, before.marks) != (after.outcome, after.marks):
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
