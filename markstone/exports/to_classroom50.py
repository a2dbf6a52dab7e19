"""Classroom 50's ``result.json`` of one student.

Its marks are whole numbers that add up. So all are counted in the largest of 1,
1/10, 1/100, … mark in which every check of the paper is worth a whole number: the
same unit for every student. The exact marks stand beside each test.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from markstone.errors import UsageError
from markstone.exports.lines import Line, lines, number
from markstone.gradebooks import Book, Student

_GIVEN = ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL")
_INSTANT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)T(?P<hour>\d\d)-(?P<minute>\d\d)-(?P<second>\d\d)Z"
)


def render(
    book: Book, student: Student, environment: Mapping[str, str], now: datetime
) -> str:
    """Return the text of ``result.json``.

    Args:
        book: the gradebook.
        student: whose result.
        environment: what the runner sets for an autograder.
        now: the time, where the submission's tag does not tell it.

    Raises:
        UsageError: the runner's variables are not set.
    """
    missing = [name for name in _GIVEN if not environment.get(name)]
    if missing:
        raise UsageError(
            f"classroom50 needs {', '.join(missing)} in the environment, as Classroom "
            "50's runner sets them for an autograder."
        )
    unit = _unit(book)
    tests = [_test(line, unit) for line in lines(student)]
    result = {
        "schema": "classroom50/result/v1",
        "classroom": environment["CLASSROOM"],
        "assignment": environment["ASSIGNMENT"],
        **_owner(environment),
        "submission": environment["SUBMISSION_TAG"],
        "commit": environment["COMMIT_URL"],
        "release": environment["RELEASE_URL"],
        "review": environment.get("REVIEW_URL") or environment["COMMIT_URL"],
        "datetime": _instant(environment["SUBMISSION_TAG"], now),
        "graded_at": _written(now),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def _owner(environment: Mapping[str, str]) -> dict[str, str]:
    """Say what the runner stamps by itself, where it tells."""
    owner = environment.get("OWNER") or environment.get("USERNAME")
    kind = environment.get("ASSIGNMENT_TYPE")
    told = {"assignment_type": kind, "owner": owner}
    return {key: value for key, value in told.items() if value}


def _unit(book: Book) -> int:
    """Return how many units a mark has: 1, 10, … 10,000."""
    worth = {line.check.out_of for one in book.students for line in lines(one)}
    places = max((_places(marks) for marks in worth), default=0)
    return int(10 ** min(places, 4))


def _places(marks: Decimal) -> int:
    exponent = marks.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _test(line: Line, unit: int) -> dict[str, Any]:
    # An optional question is shown, and counts nothing.
    counted = 0 if line.optional else unit
    return {
        "test-name": line.key,
        "passed": line.passed,
        "score": _whole(line.check.marks * counted),
        "max-score": _whole(line.check.out_of * counted),
        "marks": number(line.check.marks),
        "out-of": number(line.check.out_of),
        "outcome": line.check.outcome,
        "claim": line.claim,
        "message": line.told,
    }


def _whole(units: Decimal) -> int:
    return int(units.to_integral_value(rounding=ROUND_HALF_UP))


def _instant(tag: str, now: datetime) -> str:
    """Return when it was submitted, which is in the tag: regrades do not move it."""
    found = _INSTANT.search(tag)
    if found is None:
        return _written(now)
    return f"{found['day']}T{found['hour']}:{found['minute']}:{found['second']}Z"


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
