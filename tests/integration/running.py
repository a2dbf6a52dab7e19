"""Grade as a user does: a command in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CLASS = ROOT / "examples" / "submissions"
COURSE = ("rubrics", "graders", "reference", "student_template")
PAPER = "cs5370_a5"
IN_NO_IDENTITY = {"run.json", "run.html"}
"""What two runs on one input may differ in, by the names of the files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the command, and what it wrote."""

    code: int
    said: str
    complained: str
    seconds: float
    folder: Path
    """The results of the assignment."""
    left: tuple[str, ...]
    """Command lines of the processes that it left behind."""

    @property
    def students(self) -> dict[str, dict[str, Any]]:
        book = json.loads((self.folder / "gradebook.json").read_text())
        return {student["student"]: student for student in book["students"]}

    @property
    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads((self.folder / "run.json").read_text())
        return facts

    def check(self, student: str, name: str) -> dict[str, Any]:
        """Return the award of ``question.part.check`` in the gradebook."""
        stem, part, short = name.split(".")
        question = self.students[student]["questions"][stem]
        found: dict[str, Any] = question["parts"][part]["checks"][short]
        return found

    def identity(self) -> dict[str, bytes]:
        """Return every file that must not differ from run to run, by its path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name not in IN_NO_IDENTITY
        }


def command(*arguments: object) -> list[str]:
    """Return the command line of ``python grade.py ARGUMENTS``."""
    return [sys.executable, str(ROOT / "grade.py"), *map(str, arguments)]


def watched(report: Path, *arguments: object) -> list[str]:
    """Return that command line under a watcher of what it leaves behind."""
    watcher = Path(__file__).with_name("watched.py")
    return [sys.executable, str(watcher), str(report), *command(*arguments)]


def grade(
    submissions: object,
    out: Path,
    *flags: object,
    cwd: Path | None = None,
    path: str | None = None,
    seconds: float = 300,
    meanwhile: Callable[[int], None] = lambda _: None,
) -> Run:
    """Grade a folder of submissions.

    Args:
        submissions: the folder, as it is typed.
        out: where the results go.
        flags: further arguments.
        cwd: the current folder of the command.
        path: the search path of the command, instead of this process's own.
        seconds: how long it may take.
        meanwhile: called with the process that watches it, which leads the group of
            all that belong to it.
    """
    out.mkdir(parents=True, exist_ok=True)
    report = out / "left.json"
    start = time.monotonic()
    process = subprocess.Popen(
        watched(report, submissions, "--out", out, *flags),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env=os.environ if path is None else {**os.environ, "PATH": path},
        start_new_session=True,
    )
    try:
        meanwhile(process.pid)
        said, complained = process.communicate(timeout=seconds)
    finally:
        process.kill()
    return Run(
        code=process.returncode,
        said=said,
        complained=complained,
        seconds=time.monotonic() - start,
        folder=out / PAPER,
        left=tuple(json.loads(report.read_text())),
    )


def copied_course(folder: Path) -> Path:
    """Copy the course's own files to where a test may spoil them."""
    for name in COURSE:
        shutil.copytree(ROOT / name, folder / name)
    return folder


def some_of_the_class(folder: Path, *entries: str) -> Path:
    """Return a folder with these entries of the example class."""
    folder.mkdir()
    for entry in entries:
        source = CLASS / entry
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, folder / entry)
    return folder


def not_passed(student: dict[str, Any]) -> dict[str, str]:
    """Return the outcome of every check that did not pass, by its full name."""
    return {
        f"{stem}.{part_id}.{name}": check["outcome"]
        for stem, question in student["questions"].items()
        for part_id, part in question["parts"].items()
        for name, check in part["checks"].items()
        if check["outcome"] != "PASSED"
    }


def spread(table: dict[str, str], student: dict[str, Any]) -> dict[str, str]:
    """Replace patterns such as ``p2_vae.*`` by the checks that they stand for.

    Raises:
        ValueError: a pattern stands for nothing, or two for the same check.
    """
    names = [
        f"{stem}.{part_id}.{name}"
        for stem, question in student["questions"].items()
        for part_id, part in question["parts"].items()
        for name in part["checks"]
    ]
    spread_out: dict[str, str] = {}
    for pattern, outcome in table.items():
        meant = [name for name in names if fnmatchcase(name, pattern)]
        if not meant or not spread_out.keys().isdisjoint(meant):
            raise ValueError(f"{pattern} stands for nothing, or for too much")
        spread_out |= dict.fromkeys(meant, outcome)
    return spread_out
