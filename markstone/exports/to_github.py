"""GitHub Actions: a step summary, and annotations at the student's lines.

A runner obeys every line that begins with ``::``. What a student wrote stands only
in the message of a command of ours, where no line end is left to begin another.
"""

import re
from itertools import groupby

from markstone.exports import to_markdown
from markstone.exports.lines import Line, lines, number
from markstone.gradebooks import Book, Student
from markstone.model import Outcome
from markstone.reports.to_github import (
    Annotation,
    bounded,
    render_annotations,
    shown,
)

_PLACE = re.compile(r"\((?P<file>[^()\n]+\.(?:py|ipynb)), line (?P<line>\d+)\)")
_SILENT = frozenset({Outcome.PASSED, Outcome.NOT_ATTEMPTED, Outcome.BLOCKED})
_WARNINGS = frozenset({Outcome.PARTIAL, Outcome.UNFAIR, Outcome.AWAITS_MARKER})


def summary(book: Book, student: Student) -> str:
    """Return the step summary, short enough for GitHub to show it."""
    return bounded(to_markdown.one(book, student))


def annotations(book: Book, student: Student) -> str:
    """Return workflow commands: what went wrong, at the line where it is known."""
    notable = [line for line in lines(student) if line.check.outcome not in _SILENT]
    told = [
        _annotation(*said, list(some))
        for said, some in groupby(notable, key=lambda line: (line.question, line.told))
    ]
    told.sort(key=lambda annotation: annotation.kind)
    left = len(told) - len(shown(told))
    more = f" {left} more are in the summary." if left else ""
    closing = (
        f"{student.student}: {number(student.marks)} of {number(student.out_of)} in "
        f"{book.assignment}.{more}"
    )
    told.append(Annotation(kind="notice", title="Marks", message=closing))
    return render_annotations(told)


def _annotation(stem: str, message: str, checks: list[Line]) -> Annotation:
    """Return the remark for checks of which the same is said."""
    names = dict.fromkeys(f"{line.part} {line.name}".strip() for line in checks)
    found = _PLACE.search(message)
    return Annotation(
        kind=(
            "warning"
            if all(line.check.outcome in _WARNINGS for line in checks)
            else "error"
        ),
        title=f"{stem}: {', '.join(names)}",
        message=message,
        file=found["file"] if found else "",
        line=int(found["line"]) if found else 0,
    )
