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

SUMMARY_BYTES = 1 << 20
"""What GitHub takes of a step; a longer summary is not shown at all."""

_ANNOTATIONS = 10
"""Of each kind and step, GitHub shows no more."""

_PLACE = re.compile(r"\((?P<file>[^()\n]+\.(?:py|ipynb)), line (?P<line>\d+)\)")
_SILENT = frozenset({Outcome.PASSED, Outcome.NOT_ATTEMPTED, Outcome.BLOCKED})
_WARNINGS = frozenset({Outcome.PARTIAL, Outcome.UNFAIR, Outcome.AWAITS_MARKER})
_CUT = "\n\nThe rest does not fit into a summary; the log of this step has it.\n"


def summary(book: Book, student: Student) -> str:
    """Return the step summary, short enough for GitHub to show it."""
    told = to_markdown.one(book, student)
    if len(told.encode()) < SUMMARY_BYTES:
        return told
    room = SUMMARY_BYTES - len(_CUT.encode()) - 1
    kept = told.encode()[:room].decode(errors="ignore")
    return kept.rpartition("\n")[0] + _CUT


def annotations(book: Book, student: Student) -> str:
    """Return workflow commands: what went wrong, at the line where it is known."""
    notable = [line for line in lines(student) if line.check.outcome not in _SILENT]
    told = [
        _annotation(said, list(some))
        for said, some in groupby(notable, key=lambda line: (line.question, line.told))
    ]
    kinds = {kind: [one for k, one in told if k == kind] for kind, _ in told}
    shown = [one for some in kinds.values() for one in some[:_ANNOTATIONS]]
    left = len(told) - len(shown)
    more = f" {left} more are in the summary." if left else ""
    closing = (
        f"{student.student}: {number(student.marks)} of {number(student.out_of)} in "
        f"{book.assignment}.{more}"
    )
    return "\n".join([*shown, command("notice", closing, title="Marks")]) + "\n"


def command(kind: str, message: str, **properties: str) -> str:
    """Return a workflow command in which nothing is obeyed but its kind.

    Args:
        kind: ``error``, ``warning`` or ``notice``.
        message: what is shown.
        properties: ``file``, ``line``, ``title`` and the like; empty ones are left
            out.
    """
    named = ",".join(
        f"{name}={_escaped(value, in_property=True)}"
        for name, value in properties.items()
        if value
    )
    return f"::{kind}{' ' if named else ''}{named}::{_escaped(message)}"


def _annotation(said: tuple[str, str], checks: list[Line]) -> tuple[str, str]:
    """Return the kind and the command for checks of which the same is said."""
    stem, message = said
    kind = (
        "warning"
        if all(line.check.outcome in _WARNINGS for line in checks)
        else "error"
    )
    names = ", ".join(
        dict.fromkeys(f"{line.part} {line.name}".strip() for line in checks)
    )
    found = _PLACE.search(message)
    place = {"file": found["file"], "line": found["line"]} if found else {}
    return kind, command(kind, message, **place, title=f"{stem}: {names}")


def _escaped(written: str, *, in_property: bool = False) -> str:
    codes: dict[str, str | int | None] = {"%": "%25", "\r": "%0D", "\n": "%0A"}
    if in_property:
        codes |= {":": "%3A", ",": "%2C"}
    return written.translate(str.maketrans(codes))
