"""Grade a synthetic class with markstone, as a user does, and see what it cost."""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import measuring
from benchmarks.cohort import COURSE, HERE, PAPER, Written, write
from benchmarks.measuring import Cost, Line, Watch

ROOT = HERE.parent
Verdicts = Mapping[str, Mapping[str, bool]]
"""Whether each check of each student passed; what is missing was not looked at."""

_DONE = re.compile(rf"^{PAPER} (\d+)/(\d+) ")
_TOO_LONG_SECONDS = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of ``grade.py``."""

    count: int
    cost: Cost
    facts: dict[str, Any]
    """``run.json``."""
    verdicts: Verdicts

    @property
    def done(self) -> list[Line]:
        """When each submission was done."""
        return [line for line in self.cost.lines if _DONE.match(line.text)]


class GradingError(Exception):
    """Markstone did not end well: nothing can be measured."""


def environment(home: Path) -> dict[str, str]:
    """Return the environment of every measured command."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}",
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
    }


def grade(
    cohort: Sequence[Written],
    work: Path,
    *,
    out: Path,
    jobs: int = 2,
    course: Path = COURSE,
    watch: Watch | None = None,
) -> Run:
    """Write a class, grade it, and return what that cost.

    Args:
        cohort: the class.
        work: a folder for what is made on the way.
        out: where the results go; what lies there is known to the run.
        jobs: how many submissions at a time.
        course: the folder of the course.
        watch: what to look at meanwhile.

    Raises:
        GradingError: it ended with another exit code than 0 or 1.
    """
    folder = write(cohort, work / f"class_{len(cohort)}")
    command = [sys.executable, str(ROOT / "grade.py"), str(folder)]
    command += ["--course", str(course), "--out", str(out), "--jobs", str(jobs)]
    cost = measuring.run(
        command,
        folder=work,
        env=environment(work / "home"),
        seconds=_TOO_LONG_SECONDS,
        watch=watch,
    )
    facts = out / PAPER / "run.json"
    if cost.code not in (0, 1) or not facts.is_file():
        said = "\n".join(line.text for line in cost.lines[-20:])
        raise GradingError(f"grade.py ended with {cost.code}:\n{said}")
    return Run(
        count=len(cohort),
        cost=cost,
        facts=json.loads(facts.read_text("utf-8")),
        verdicts=read_verdicts(out / PAPER / "gradebook.json"),
    )


def read_verdicts(gradebook: Path) -> dict[str, dict[str, bool]]:
    """Return which checks passed; a check that a person must look at is missing."""
    book = json.loads(gradebook.read_text("utf-8"))
    return {
        student["student"]: {
            name: check["outcome"] == "PASSED"
            for question in student["questions"].values()
            for part in question["parts"].values()
            for name, check in part["checks"].items()
            if check["outcome"] != "UNFAIR"
        }
        for student in book["students"]
    }


def wrong(cohort: Sequence[Written], verdicts: Verdicts) -> list[str]:
    """Name every check of a class that was not judged as it should be."""
    return [
        f"{one.student}: {check} {_judged(found)}"
        for one in cohort
        for check, expected in one.expected.items()
        if (found := verdicts.get(one.student, {}).get(check)) is not expected
    ]


def _judged(found: bool | None) -> str:  # noqa: FBT001 (a verdict, or none)
    return "is missing" if found is None else "passed" if found else "did not pass"
