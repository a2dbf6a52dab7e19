"""Marks as GitHub-flavoured Markdown: a student's page in short, or a class.

What a student wrote stays text: no link, picture, mention or table of their own.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from markstone.exports.lines import Line, lines, number, status_sentence, word_of
from markstone.gradebooks import Book, Student
from markstone.model import Status
from markstone.reports.text import plain, plain_lines
from markstone.reports.words import STATUSES

_MARKUP = re.compile(r"([\\`*_{}\[\]#|~<>&$]|^[-+=])")
# GitHub makes links and mentions of text that carries no markup at all.
_LINKED = re.compile(r"(@|#|\bGH(?=-)|:(?=//)|\bwww(?=\.))", re.IGNORECASE)
_NOTHING = "\N{ZERO WIDTH SPACE}"


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


def text(written: str) -> str:
    """Return what somebody wrote so that it shows as it is, on one line."""
    shown = plain(written.replace("\n", " ").replace("\t", " "))
    return _MARKUP.sub(r"\\\1", _LINKED.sub(rf"\1{_NOTHING}", shown))


def _class(students: Sequence[Student]) -> Iterator[str]:
    yield "| student | marks | out of | status |"
    yield "|---|---:|---:|---|"
    for student in students:
        known = student.status in set(Status)
        word = STATUSES[Status(student.status)].word if known else student.status
        yield (
            f"| {text(student.student)} | {number(student.marks)} | "
            f"{number(student.out_of)} | {text(word)} |"
        )


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
        yield (
            f"| {text(stem)}{optional} | {number(question.marks)} | "
            f"{number(question.out_of)} | {failed.count(stem)} |"
        )


def _item(line: Line) -> str:
    word = word_of(line.check.outcome)
    head = (
        f"- {word.sign} **{text(line.part)}** {text(line.claim)} "
        f"({number(line.check.marks)} of {number(line.check.out_of)}, {word.word})"
    )
    told = [] if line.passed else plain_lines(line.check.message).splitlines()
    return "\n".join([head, *(f"  {text(row)}  " for row in told if row.strip())])
