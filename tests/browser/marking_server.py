"""``markstone mark`` in a process of its own, over the results of a small class."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markstone import course, evidence
from markstone.marks import handed_in
from markstone.model import Evidence, Submission

ROOT = Path(__file__).parents[2]
PAPER = "cs5370_a5"
STEM = "t2_query"
PART = f"{STEM}/prose"
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A marking page that runs."""

    process: subprocess.Popen[str]
    address: str
    folder: Path
    """Of the assignment, in the results."""

    @property
    def origin(self) -> str:
        return "/".join(self.address.split("/")[:3])

    def part(self, rest: str = "") -> str:
        """Return the address of the part and of what is below it."""
        return f"{self.address}{PART}/{rest}"

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def students(self) -> dict[str, Any]:
        path = self.folder / "gradebook.json"
        book = json.loads(path.read_text()) if path.is_file() else {"students": []}
        return {student["student"]: student for student in book["students"]}

    def waits_until(self, student: str, marks: float, status: str = "") -> None:
        """Wait until the gradebook says so."""
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            found = self.students().get(student)
            if found and found["marks"] == marks and status in found["status"]:
                return
            time.sleep(0.1)
        found = self.students().get(student, {})
        raise AssertionError({key: found.get(key) for key in ("status", "marks")})


def lay_class(
    results: Path,
    prose: Mapping[str, str],
    files: Mapping[str, Mapping[str, bytes]] | None = None,
) -> Path:
    """Write the results of a class that answered one question, in prose."""
    folder = results / PAPER
    paper = course.choose(course.load(ROOT), PAPER).assignment
    for student, text in prose.items():
        submission = Submission(
            student=student,
            assignment=PAPER,
            files=dict((files or {}).get(student, {})),
            answers={STEM: {"prose": text}} if text else {},
        )
        handed_in.keep(submission, student, paper, folder)
        path = folder / "evidence" / f"{student}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(evidence.dump(Evidence(student=student)))
    return folder


@contextmanager
def serving(results: Path, marker: str = "ann", *flags: str) -> Iterator[Server]:
    """Start the page, and end it afterwards as a person does."""
    command = [sys.executable, str(ROOT / "grade.py"), "mark", str(results)]
    process = subprocess.Popen(
        [*command, "--marker", marker, *flags],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
    )
    try:
        said = []
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if found := re.search(r"http://\S+", line):
                yield Server(process, found[0], results / PAPER)
                break
        else:
            raise AssertionError("".join(said))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=_SECONDS)
