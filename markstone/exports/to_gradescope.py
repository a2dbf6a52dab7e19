"""Gradescope's ``results.json`` of one student.

The total stands at the top, because optional questions are outside it and because
a check that waits for a person has no score yet. Names and output are plain text,
so that nothing a student wrote is markup. What the student may not run at home is
shown once the grades are published: until then Gradescope hides the total, too.
"""

import json
from typing import Any

from markstone.exports.lines import Line, lines, number, status_sentence
from markstone.gradebooks import Book, Student
from markstone.reports.text import plain_lines

_PUBLIC = "visible"
_HIDDEN = "after_published"


def render(book: Book, student: Student) -> str:
    """Return the text of ``results.json``."""
    result = {
        "score": number(student.marks),
        "output": _output(book, student),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": _PUBLIC,
        "stdout_visibility": "hidden",
        "extra_data": {
            "assignment": book.assignment,
            "student": student.student,
            "status": student.status,
            "out_of": number(student.out_of),
        },
        "tests": [_test(line, place) for place, line in _numbered(student)],
    }
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def _output(book: Book, student: Student) -> str:
    sentences = [
        f"{number(student.marks)} of {number(student.out_of)} in {book.assignment}.",
        status_sentence(student),
        *map(plain_lines, student.notices),
    ]
    return "\n".join(filter(None, sentences))


def _numbered(student: Student) -> list[tuple[str, Line]]:
    """Number the checks as the paper does: question, then check."""
    stems = {stem: place for place, stem in enumerate(student.questions, start=1)}
    counts = dict.fromkeys(stems, 0)
    numbered = []
    for line in lines(student):
        counts[line.question] += 1
        numbered.append((f"{stems[line.question]}.{counts[line.question]}", line))
    return numbered


def _test(line: Line, place: str) -> dict[str, Any]:
    public = line.check.visibility == "public"
    test: dict[str, Any] = {
        "name": f"{line.question} {line.part}: {line.claim}",
        "number": place,
        "output": "\n".join(filter(None, [_headline(line), line.told])),
        "tags": [line.question, f"{line.question}.{line.part}"],
        "visibility": _PUBLIC if public else _HIDDEN,
        "extra_data": {"check": line.key, "outcome": line.check.outcome},
    }
    if not line.undecided:  # without a score it is no lost mark
        test["score"] = number(line.check.marks)
        test["max_score"] = number(line.check.out_of)
        test["status"] = "passed" if line.passed else "failed"
    return test


def _headline(line: Line) -> str:
    optional = " This question is optional." if line.optional else ""
    return f"{line.word.word.capitalize()}. {line.word.meaning}{optional}"
