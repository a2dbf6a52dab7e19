"""How each peer is made ready, started and read.

A tool prepares a class, untimed; names one command that grades all of it, timed; and
reads what was recorded, student by student and check by check.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree as ET

from benchmarks.cohort import CHECKS, Written, write
from benchmarks.grading import environment
from benchmarks.peers import notebooks, setup

LIMIT_SECONDS = 10
"""What a check may take, where a tool has a limit."""
Found = dict[str, dict[str, bool]]
"""Whether each check of each student passed; what was not recorded is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where one run of one tool takes place."""

    work: Path
    kit: Path
    cohort: Sequence[Written]
    out: Path
    """A folder of this run, empty at first."""
    patience: float
    """Seconds after which a process of one submission is ended from outside."""

    @property
    def students(self) -> list[str]:
        """The students of the class, in order."""
        return [one.student for one in self.cohort]

    def submission(self, student: str) -> Path:
        """Return the folder that a student handed in."""
        return self.out / "class" / student

    def env(self, name: str, **more: str) -> dict[str, str]:
        """Return the environment of a command of a peer."""
        told = environment(self.work / "home")
        binaries = setup.python(self.work, name).parent
        return told | {"PATH": f"{binaries}:{told['PATH']}"} | more

    def each(
        self, at_a_time: int, jobs: Sequence[Sequence[object]], together: int = 1
    ) -> list[str]:
        """Return a command that runs these, each for *together* submissions."""
        plan = self.out / "commands.json"
        plan.write_text(json.dumps(jobs))
        told = [str(at_a_time), str(together * self.patience), str(plan)]
        return [sys.executable, "-I", str(self.kit / "each.py"), *told]


class Tool(Protocol):
    """One way of grading a class."""

    environment: str
    """The name of the environment that it needs."""

    def prepare(self, stage: Stage) -> None:
        """Make ready what is not timed."""

    def command(self, stage: Stage) -> list[str]:
        """Return the command that grades the whole class."""

    def read(self, stage: Stage) -> Found:
        """Return what was recorded."""


def stage(
    tool: Tool,
    work: Path,
    kit: Path,
    cohort: Sequence[Written],
    name: str,
    *,
    patience: float,
) -> Stage:
    """Lay a class before a tool."""
    out = work / "runs" / name
    shutil.rmtree(out, ignore_errors=True)
    write(cohort, out / "class")
    laid = Stage(work=work, kit=kit, cohort=cohort, out=out, patience=patience)
    tool.prepare(laid)
    return laid


class Pytest:
    """Plain pytest, a process for each submission."""

    environment = "core"

    def __init__(self, at_a_time: int) -> None:
        self._at_a_time = at_a_time

    def prepare(self, stage: Stage) -> None:
        """Do nothing."""

    def command(self, stage: Stage) -> list[str]:
        """Run pytest for each."""
        python = str(setup.python(stage.work, "core"))
        flags = ["-q", "-p", "no:cacheprovider", f"--timeout={LIMIT_SECONDS}"]
        jobs = []
        for student in stage.students:
            folder = str(stage.submission(student))
            report = f"--junitxml={stage.out / student}.xml"
            command = [python, "-m", "pytest", *flags, report, "test_submission.py"]
            env = stage.env("core", SUBMISSION=folder, PYTHONDONTWRITEBYTECODE="1")
            jobs.append([command, str(stage.kit), env, f"{stage.out / student}.log"])
        return stage.each(self._at_a_time, jobs)

    def read(self, stage: Stage) -> Found:
        """Read pytest's own XML."""
        return _each(stage, lambda student: _junit(stage.out / f"{student}.xml"))


class Gradescope:
    """gradescope-utils, a process for each submission."""

    environment = "core"

    def prepare(self, stage: Stage) -> None:
        """Lay checks and submission side by side, as on that site."""
        for student in stage.students:
            tests = stage.submission(student) / "tests"
            tests.mkdir()
            for question, checks in CHECKS.items():
                (tests / f"test_{question}.py").write_text(_unittest(question, checks))

    def command(self, stage: Stage) -> list[str]:
        """Run its test runner for each."""
        script = stage.kit / "run_gradescope.py"
        command = [str(setup.python(stage.work, "core")), str(script)]
        jobs = []
        for student in stage.students:
            folder = str(stage.submission(student))
            path = f"{folder}:{stage.kit}"
            env = stage.env("core", PYTHONPATH=path, PYTHONDONTWRITEBYTECODE="1")
            jobs.append([command, folder, env, f"{stage.out / student}.log"])
        return stage.each(1, jobs)

    def read(self, stage: Stage) -> Found:
        """Read its results.json."""

        def results(student: str) -> dict[str, bool]:
            told = json.loads((stage.submission(student) / "results.json").read_text())
            return {
                test["name"].split()[0]: test["status"] == "passed"
                for test in told["tests"]
                if test["name"].startswith(tuple(_all_checks()))
            }

        return _each(stage, results)


class Otter:
    """``otter run``, a process for each submission."""

    environment = "otter"

    def prepare(self, stage: Stage) -> None:
        """Write notebooks, and the autograder's archive."""
        for one in stage.cohort:
            notebooks.write_plain(one, stage.submission(one.student) / "hw.ipynb")
        tests = stage.out / "tests"
        tests.mkdir()
        for question, checks in CHECKS.items():
            (tests / f"{question}.py").write_text(_otter(question, checks))
        files = [path.name for path in setup.shipped(stage.kit)]
        for path in setup.shipped(stage.kit):
            shutil.copy(path, stage.out)
        flags = ["--no-config", "--no-requirements", "--no-environment"]
        command = [self._otter(stage), "generate", "-t", "tests", *flags]
        _run([*command, "-o", "autograder.zip", *files], stage, "otter")

    def command(self, stage: Stage) -> list[str]:
        """Run it for each."""
        archive = str(stage.out / "autograder.zip")
        jobs = []
        for student in stage.students:
            folder = stage.submission(student)
            command = [self._otter(stage), "run", "--no-logo", "-a", archive]
            command += ["-o", str(folder), str(folder / "hw.ipynb")]
            log = f"{stage.out / student}.log"
            jobs.append([command, str(stage.out), stage.env("otter"), log])
        return stage.each(1, jobs)

    def read(self, stage: Stage) -> Found:
        """Read its results.json, which names the checks that failed in a text."""

        def results(student: str) -> dict[str, bool]:
            told = json.loads((stage.submission(student) / "results.json").read_text())
            found = {}
            for test in told["tests"]:
                lost = set(re.findall(r"(\w+) result:\n\s+❌", test["output"]))
                for check in CHECKS.get(test["name"], ()):
                    found[check] = check not in lost
            return found

        return _each(stage, results)

    def _otter(self, stage: Stage) -> str:
        return str(setup.python(stage.work, "otter").with_name("otter"))


class Nbgrader:
    """``nbgrader autograde``, one process for the class and a kernel for each."""

    environment = "nbgrader"

    def prepare(self, stage: Stage) -> None:
        """Make a course, release the assignment, hand in."""
        course = stage.out / "course"
        first = stage.cohort[0]
        source = course / "source" / "hw"
        notebooks.write_nbgrader(first, source / "hw.ipynb", is_source=True)
        for path in setup.shipped(stage.kit):
            shutil.copy(path, source)
        limit = f"c.Execute.timeout = {LIMIT_SECONDS}\n"
        config = f'c = get_config()\nc.CourseDirectory.course_id = "benchmark"\n{limit}'
        (course / "nbgrader_config.py").write_text(config)
        command = [self._nbgrader(stage), "generate_assignment", "hw", "--force"]
        _run(command, stage, "nbgrader", folder=course)
        for one in stage.cohort:
            path = course / "submitted" / one.student / "hw" / "hw.ipynb"
            notebooks.write_nbgrader(one, path)

    def command(self, stage: Stage) -> list[str]:
        """Run it once, in the folder of the course."""
        command = [self._nbgrader(stage), "autograde", "hw"]
        folder, log = str(stage.out / "course"), str(stage.out / "log.txt")
        jobs = [[command, folder, stage.env("nbgrader"), log]]
        return stage.each(1, jobs, together=len(stage.cohort))

    def read(self, stage: Stage) -> Found:
        """Ask its database."""
        python = str(setup.python(stage.work, "nbgrader"))
        command = [python, str(stage.kit / "read_nbgrader.py"), str(stage.out)]
        command[-1] += "/course"
        found: Found = json.loads(_run(command, stage, "nbgrader"))
        return found

    def _nbgrader(self, stage: Stage) -> str:
        return str(setup.python(stage.work, "nbgrader").with_name("nbgrader"))


class Floor:
    """A fork for each submission, no wall, no report."""

    environment = "core"

    def __init__(self, at_a_time: int) -> None:
        self._at_a_time = at_a_time

    def prepare(self, stage: Stage) -> None:
        """Do nothing."""

    def command(self, stage: Stage) -> list[str]:
        """Run it once."""
        python, script = setup.python(stage.work, "core"), stage.kit / "floor.py"
        told = [self._at_a_time, stage.out, stage.out / "class", *stage.students]
        return [str(part) for part in (python, script, *told)]

    def read(self, stage: Stage) -> Found:
        """Read what each fork told."""

        def told(student: str) -> dict[str, bool]:
            found: dict[str, bool]
            found = json.loads((stage.out / f"{student}.json").read_text())
            return found

        return _each(stage, told)


TOOLS: dict[str, Tool] = {
    "otter run": Otter(),
    "nbgrader autograde": Nbgrader(),
    "gradescope-utils": Gradescope(),
    "pytest": Pytest(1),
    "pytest, two at a time": Pytest(2),
    "floor": Floor(1),
    "floor, two at a time": Floor(2),
}
"""By the name in the tables; the last two keep nobody apart from the machine."""


def _each(stage: Stage, read: Callable[[str], dict[str, bool]]) -> Found:
    """Read each student's record; one that is missing or broken is left out."""
    found = {}
    for student in stage.students:
        try:
            found[student] = read(student)
        except (OSError, ValueError, ET.ParseError):
            continue
    return found


def _junit(path: Path) -> dict[str, bool]:
    tree = ET.parse(path)  # noqa: S314 (pytest wrote it)
    return {
        str(case.get("name")).partition("[")[2].rstrip("]"): not len(case)
        for case in tree.iter("testcase")
    }


def _all_checks() -> list[str]:
    return [check for checks in CHECKS.values() for check in checks]


def _run(
    command: Sequence[str], stage: Stage, name: str, folder: Path | None = None
) -> str:
    """Run what is not timed and return what it printed.

    Raises:
        RuntimeError: it failed; the message has the end of what it said.
    """
    ended = subprocess.run(  # noqa: S603 (the peer's own commands)
        list(command),
        cwd=folder or stage.out,
        env=stage.env(name),
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{ended.stderr[-2000:]}")
    return ended.stdout


def _unittest(question: str, checks: Sequence[str]) -> str:
    tests = "".join(
        f"\n    @weight(1)\n    def test_{check}(self):\n"
        f'        """{check} of {question}"""\n'
        f'        cases.run("{check}", vars({question}))\n'
        for check in checks
    )
    return (
        "import unittest\n\nimport cases\n"
        "from gradescope_utils.autograder_utils.decorators import weight\n\n"
        f"import {question}\n\n\nclass TestAnswer(unittest.TestCase):{tests}"
    )


def _otter(question: str, checks: Sequence[str]) -> str:
    tests = "".join(
        f'\n\n@test_case(name="{check}", points=1)\ndef {check}(env):\n'
        f'    cases.run("{check}", env)\n'
        for check in checks
    )
    return (
        "OK_FORMAT = False\n\nimport cases\nfrom otter.test_files import test_case\n\n"
        f'name = "{question}"\npoints = {len(checks)}\n{tests}'
    )
