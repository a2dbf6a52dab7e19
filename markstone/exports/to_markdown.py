"""Marks as GitHub-flavoured Markdown: a student's page in short, or a class.

What a student wrote stays text: no link, picture, mention or table of their own.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from markstone.exports.lines import Line, lines, number, status_sentence, word_of
from markstone.gradebooks import Book, Student
from markstone.model import Status
from markstone.reports.markdown import row, text
from markstone.reports.text import plain_lines
from markstone.reports.words import STATUSES


def render(book: Book, students: Sequence[Student]) -> str:
    """Return one student's checks, or a table of several students."""
    if len(students) == 1:
        return one(book, students[0])
    return "\n".join([f"# {text(book.assignment)}", "", *_class(students)]) + "\n"


def one(book: Book, student: Student) -> str:
    """Return a student's marks by question, and what each check came to."""
    marks = f"{number(student.marks)} of {number(student.out_of)}"
    told = [
        f"# {text(student.student)}: {marks} in {text(book.assignment)}",
        "",
        *_paragraph(status_sentence(student)),
        *_notices(student),
        *_questions(student),
    ]
    for stem, checks in groupby(lines(student), key=lambda line: line.question):
        told += ["", f"## {text(stem)}", "", *map(_item, checks)]
    return "\n".join(told) + "\n"


def _class(students: Sequence[Student]) -> Iterator[str]:
    yield "| student | marks | out of | status |"
    yield "|---|---:|---:|---|"
    for student in students:
        known = student.status in set(Status)
        word = STATUSES[Status(student.status)].word if known else student.status
        marks, out_of = number(student.marks), number(student.out_of)
        yield row(text(student.student), marks, out_of, text(word))


def _paragraph(sentence: str) -> list[str]:
    return [text(sentence), ""] if sentence else []


def _notices(student: Student) -> list[str]:
    told = [f"- {text(notice)}" for notice in student.notices]
    return [*told, ""] if told else []


def _questions(student: Student) -> Iterator[str]:
    if not student.questions:
        return
    yield "| question | marks | out of | not passed |"
    yield "|---|---:|---:|---:|"
    failed = [line.question for line in lines(student) if not line.passed]
    for stem, question in student.questions.items():
        optional = " (optional)" if question.optional else ""
        yield row(
            f"{text(stem)}{optional}",
            number(question.marks),
            number(question.out_of),
            failed.count(stem),
        )


def _item(line: Line) -> str:
    word = word_of(line.check.outcome)
    head = (
        f"- {word.sign} **{text(line.part)}** {text(line.claim)} "
        f"({number(line.check.marks)} of {number(line.check.out_of)}, {word.word})"
    )
    said = [] if line.passed else plain_lines(line.check.message).splitlines()
    return "\n".join([head, *(f"  {text(told)}  " for told in said if told.strip())])
