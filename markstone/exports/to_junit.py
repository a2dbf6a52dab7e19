"""JUnit XML, as pytest and the CI systems write and read it: a suite a student.

The schema knows no marks, so they are properties of the suite and stand in each
case's output. It spells the element for errors in another way than its readers do,
so that whatever went wrong is a ``failure`` whose type names the outcome. What
nobody has decided, and what the student did not try, is ``skipped``.
"""

import io
from collections.abc import Sequence

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from markstone.exports.lines import Line, lines, number
from markstone.gradebooks import Book, Student
from markstone.model import Outcome
from markstone.reports.text import plain

_SKIPPED = frozenset(
    {
        Outcome.NOT_ATTEMPTED,
        Outcome.BLOCKED,
        Outcome.AWAITS_MARKER,
        Outcome.UNFAIR,
    }
)


def render(book: Book, students: Sequence[Student]) -> str:
    """Return the XML of these students' checks."""
    report = JUnitXml(plain(book.assignment))
    for student in students:
        report.add_testsuite(_suite(book, student))
    suites = list(report)
    report.tests = sum(suite.tests for suite in suites)
    report.failures = sum(suite.failures for suite in suites)
    report.errors = 0
    written = io.BytesIO()
    report.write(written)
    return written.getvalue().decode() + "\n"


def _suite(book: Book, student: Student) -> TestSuite:
    suite = TestSuite(plain(student.student))
    for name, value in (
        ("assignment", book.assignment),
        ("status", student.status),
        ("marks", number(student.marks)),
        ("out_of", number(student.out_of)),
    ):
        suite.add_property(name, plain(str(value)))
    for notice in student.notices:
        suite.add_property("notice", plain(notice))
    suite.add_testcases([_case(line) for line in lines(student)])
    return suite


def _case(line: Line) -> TestCase:
    name = plain(line.name) or "marked_by_a_person"
    case = TestCase(name, plain(f"{line.question}.{line.part}"))
    case.system_out = (
        f"{line.claim}\n"
        f"{number(line.check.marks)} of {number(line.check.out_of)} marks, "
        f"{line.word.word}."
    )
    if not line.passed:
        kind = Skipped if line.check.outcome in _SKIPPED else Failure
        result = kind(plain(line.check.message), plain(line.check.outcome))
        result.text = line.told
        case.result = [result]
    return case
