"""Classroom 50: CLASSROOM/autograders/ASSIGNMENT/autograder.py.

Runs the public checks on the student's repository and writes ``result.json``. What lies
beside this file is published to students: put the handout there, never references or
hidden checks. Grade those on your own machine, from `gh teacher download`.

Exit code 0 whatever the marks are; another one says that the checks could not run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULT = Path("result.json")
INSTALL = ("markstone", "--extra-index-url", "https://download.pytorch.org/whl/cpu")
CHECKED = (0, 1, 3)
"""What `check` ends with where it ran: right, not all right, nothing attempted."""


def main() -> int:
    """Check the repository in the current folder."""
    if shutil.which("markstone") is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", *INSTALL]
        subprocess.run(pip, check=True)  # noqa: S603
    ended = subprocess.run(  # noqa: S603
        ["markstone", "check", ".", "--format", "json", "--course", str(HERE)],  # noqa: S607
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ended.returncode not in CHECKED:
        print("The checks could not run; this is not the student's fault.")
        return 1
    told = json.loads(ended.stdout, parse_float=Decimal, parse_int=Decimal)
    RESULT.write_text(json.dumps(result(told, os.environ), indent=1) + "\n")
    return 0


def result(told: dict[str, Any], given: Any) -> dict[str, Any]:
    """Return the content of ``result.json``."""
    # Whole numbers that add up: in tenths, hundredths, … of a mark where it must be.
    places = max((_places(check["out_of"]) for check in told["checks"]), default=0)
    tests = [_test(check, 10**places) for check in told["checks"]]
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "schema": "classroom50/result/v1",
        "classroom": given["CLASSROOM"],
        "assignment": given["ASSIGNMENT"],
        "submission": given["SUBMISSION_TAG"],
        "commit": given["COMMIT_URL"],
        "release": given["RELEASE_URL"],
        "review": given.get("REVIEW_URL") or given["COMMIT_URL"],
        "datetime": _submitted(given["SUBMISSION_TAG"]) or now,
        "graded_at": now,
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }


def _test(check: dict[str, Any], unit: int) -> dict[str, Any]:
    return {
        "test-name": f"{check['question']}.{check['check']}",
        "passed": check["outcome"] == "PASSED",
        "score": _whole(check["marks"] * unit),
        "max-score": _whole(check["out_of"] * unit),
        "claim": check["claim"],
        "outcome": check["outcome"],
        "message": check["message"],
    }


def _places(marks: Decimal) -> int:
    return max(0, -int(marks.normalize().as_tuple().exponent))


def _whole(units: Decimal) -> int:
    return int(units.to_integral_value(rounding=ROUND_HALF_UP))


def _submitted(tag: str) -> str:
    found = re.search(r"(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\dZ)", tag)
    return f"{found[1]}{found[2]}:{found[3]}:{found[4]}" if found else ""


if __name__ == "__main__":
    sys.exit(main())
