"""A gradebook, or that of one student, as ``gradebook.json`` has it."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from markstone.exports.lines import number
from markstone.gradebooks import Book, Student
from markstone.reports.text import replace_steering


def render(book: Book, students: Sequence[Student]) -> str:
    """Return JSON, one student a line, in which no character steers a terminal."""
    head = book.model_dump(exclude={"students"}, exclude_unset=True, by_alias=True)
    rows = [student.model_dump(exclude_unset=True) for student in students]
    told = ",".join(f"\n  {_json(row)}" for row in rows)
    return f'{_json(head)[:-1]}, "students": [{told}\n]}}\n'


def _json(value: dict[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, default=_plain)
    return replace_steering(text, lambda character: json.dumps(character)[1:-1])


def _plain(value: object) -> int | float:
    if isinstance(value, Decimal):
        return number(value)
    raise TypeError(f"{type(value).__name__} is not of a gradebook")
