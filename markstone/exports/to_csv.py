"""A gradebook, or one student's line of it, as ``gradebook.csv`` has it."""

import csv
import io
from collections.abc import Sequence

from markstone.exports.lines import UNDECIDED
from markstone.gradebooks import Book, Part, Student
from markstone.reports.text import marks_text
from markstone.reports.to_csv import COLUMNS, cell


def render(book: Book, students: Sequence[Student]) -> str:
    """Return RFC 4180 text in which no cell is a formula."""
    # A student of whom nothing could be read has no questions; another has them.
    parts = {
        (stem, part): None
        for student in book.students
        for stem, question in student.questions.items()
        for part in question.parts
    }
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    named = (cell(f"{stem}.{part}") for stem, part in parts)
    writer.writerow([*COLUMNS, *named, "notices"])
    for student in students:
        questions = student.questions
        found = (
            questions[stem].parts.get(part) if stem in questions else None
            for stem, part in parts
        )
        notices = cell(" | ".join(student.notices))
        writer.writerow([*_columns(student), *map(_marks, found), notices])
    return written.getvalue()


def _columns(student: Student) -> tuple[str, ...]:
    return (
        cell(student.student),
        cell(student.status),
        marks_text(student.marks),
        marks_text(student.machine_marks),
        marks_text(student.out_of),
        "true" if student.needs_review else "false",
    )


def _marks(part: Part | None) -> str:
    if part is None or (
        part.checks and all(c.outcome in UNDECIDED for c in part.checks.values())
    ):
        return ""
    return marks_text(part.marks)
