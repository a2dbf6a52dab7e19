"""Gradebooks as they lie on disk: ``markstone/gradebook/1``, read back.

What only reads results (``compare``, ``export``) reads them here, so that runs of
other versions and machines will do. What an older version did not write is empty;
what a newer one added is kept and passed on.
"""

from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from markstone.errors import UsageError


class _Read(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class Check(_Read):
    """What one check came to."""

    outcome: str
    marks: Decimal
    out_of: Decimal = Decimal(0)
    message: str = ""
    """A sentence that the student may read."""
    visibility: str = "hidden"
    misconception: str = ""
    detail: str = ""
    """For the instructor alone."""
    claim: str = ""


class Part(_Read):
    """What the paper gives marks to."""

    marks: Decimal = Decimal(0)
    out_of: Decimal = Decimal(0)
    marked_by: str = "machine"
    comment: str = ""
    """A marker's, for the student."""
    reason: str = ""
    look: str = ""
    """Why somebody has to look at the marks again."""
    checks: dict[str, Check]


class Question(_Read):
    """A question, by parts."""

    marks: Decimal
    out_of: Decimal = Decimal(0)
    optional: bool = False
    parts: dict[str, Part]


class Person(_Read):
    """Who handed something in, as the platform that it came from tells."""

    id: str = ""
    name: str = ""
    email: str = ""


class Student(_Read):
    """One submission's line of the gradebook."""

    student: str
    people: tuple[Person, ...] = ()
    status: str
    marks: Decimal
    machine_marks: Decimal = Decimal(0)
    out_of: Decimal = Decimal(0)
    needs_review: bool = False
    notices: tuple[str, ...] = ()
    questions: dict[str, Question]


class Book(_Read):
    """All students of one assignment."""

    schema_name: str = Field(default="markstone/gradebook/1", alias="schema")
    assignment: str
    out_of: Decimal = Decimal(0)
    students: tuple[Student, ...]


def read(folder: Path) -> dict[str, Book]:
    """Read every gradebook of a results folder, by assignment.

    Args:
        folder: what ``--out`` named, or one assignment's folder in it.

    Raises:
        UsageError: it holds no gradebook, or one that cannot be read.
    """
    found = sorted({*folder.glob("gradebook.json"), *folder.glob("*/gradebook.json")})
    if not found:
        raise UsageError(
            f"{folder} holds no results: there is no gradebook.json in it, nor in a "
            "folder of it. Name what --out named, or the assignment's folder in it."
        )
    try:
        books = [Book.model_validate_json(path.read_bytes()) for path in found]
    except ValidationError as error:
        raise UsageError(f"A gradebook in {folder} cannot be read: {error}") from error
    return {book.assignment: book for book in books}


def choose(books: dict[str, Book], assignment: str | None) -> Book:
    """Return the gradebook of that assignment, or the only one.

    Raises:
        UsageError: it is not there, or there are several and none is named.
    """
    if assignment is None and len(books) == 1:
        return next(iter(books.values()))
    if assignment is None or assignment not in books:
        asked = "Name one" if assignment is None else f"There is no {assignment} here"
        raise UsageError(
            f"{asked}: --assignment takes one of {', '.join(sorted(books))}."
        )
    return books[assignment]


def find_student(book: Book, student: str | None) -> Student:
    """Return that student's line, or the only one.

    Raises:
        UsageError: it is not there, or there are several and none is named.
    """
    if student is None and len(book.students) == 1:
        return book.students[0]
    named = [one for one in book.students if one.student == student]
    if named:
        return named[0]
    if student is None:
        raise UsageError(
            f"{book.assignment} has {len(book.students)} students: name one by "
            "--student, or a folder by --to for a file of each."
        )
    raise UsageError(
        f"{student} is not in the gradebook of {book.assignment}. The ids are those of "
        "the first column of gradebook.csv."
    )
