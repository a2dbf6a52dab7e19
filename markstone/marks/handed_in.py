"""What a class wrote for people to read, kept with the results.

So marks are counted into a gradebook from the results folder alone: nothing that
students handed in has to lie where it lay, and none of their code runs.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from markstone.errors import MarkstoneError
from markstone.model import (
    FILES,
    PROSE,
    Assignment,
    MarkedBy,
    Person,
    Status,
    Submission,
    written,
)
from markstone.reports.files import write_whole

FOLDER = "written"
_BLOBS = "files"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_AGAIN = "Grade the class again: what is finished is not run again."


class Answer(BaseModel):
    """What a student wrote to a question for people to read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: str
    """Of the whole answer."""
    prose: str = ""
    files: dict[str, str] = {}
    """The names of kept files by their paths in the submission."""


class Sheet(BaseModel):
    """All that a student wrote for people to read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    student: str
    status: Status
    notices: tuple[str, ...]
    people: tuple[Person, ...] = ()
    """Whose it is where a platform tells."""
    answers: dict[str, Answer]
    """By question; what is empty is not there."""


def keep(
    submission: Submission, name: str, assignment: Assignment, folder: Path
) -> None:
    """Write what a submission holds for people to read.

    Args:
        submission: what was handed in.
        name: of its files in the results, without suffix.
        assignment: whose human parts are read.
        folder: of the assignment, in the results.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    answers = {}
    for stem in _read_by_people(assignment):
        answer = written(submission, stem)
        digests = {}
        for path, body in answer.files.items():
            digests[path] = hashlib.sha256(body).hexdigest()
            write_whole(folder / FOLDER / _BLOBS / digests[path], body)
        if not answer.is_empty:
            answers[stem] = Answer(
                digest=answer.digest, prose=answer.text, files=digests
            )
    sheet = Sheet(
        student=submission.student,
        status=submission.status,
        notices=submission.notices,
        people=submission.people,
        answers=answers,
    )
    # In ASCII, so that no text of a student's steers a terminal.
    text = json.dumps(sheet.model_dump(mode="json"), indent=1)
    write_whole(folder / FOLDER / f"{name}.json", f"{text}\n")


def forget_all_but(names: Collection[str], folder: Path) -> None:
    """Remove what is there of students who are no longer in the class."""
    for path in (folder / FOLDER).glob("*.json"):
        if path.stem not in names:
            path.unlink()


class HandedIn:
    """What lies in a results folder for people to read."""

    def __init__(self, folder: Path) -> None:
        """Look into the folder of an assignment."""
        self._folder = folder / FOLDER
        self._known: dict[Path, tuple[object, Sheet]] = {}

    def sheets(self) -> Mapping[str, Sheet]:
        """Return the class by the names of its files, sorted.

        Raises:
            MarkstoneError: a file is broken; grading again writes it anew.
        """
        paths = sorted(self._folder.glob("*.json"))
        self._known = {path: self._sheet(path) for path in paths}
        return {path.stem: sheet for path, (_, sheet) in self._known.items()}

    def submission(self, sheet: Sheet, assignment: str) -> Submission:
        """Return what marking takes of what a student handed in.

        Raises:
            MarkstoneError: a file is gone; grading again writes it anew.
        """
        named = [item for a in sheet.answers.values() for item in a.files.items()]
        return Submission(
            student=sheet.student,
            assignment=assignment,
            files={path: self.file(name) for path, name in named},
            answers={
                stem: {PROSE: answer.prose, FILES: list(answer.files)}
                for stem, answer in sheet.answers.items()
            },
            notices=sheet.notices,
            people=sheet.people,
            status=sheet.status,
        )

    def file(self, name: str) -> bytes:
        """Return a kept file.

        Raises:
            MarkstoneError: it is gone; grading again writes it anew.
        """
        path = self._folder / _BLOBS / name
        if not _DIGEST.fullmatch(name):
            raise MarkstoneError(f"{path} is no kept file. {_AGAIN}")
        try:
            return path.read_bytes()
        except OSError as error:
            raise MarkstoneError(f"{path} cannot be read. {_AGAIN}") from error

    def _sheet(self, path: Path) -> tuple[object, Sheet]:
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            known = self._known.get(path)
            if known is not None and known[0] == stamp:
                return known
            return stamp, Sheet.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise MarkstoneError(f"{path} cannot be read. {_AGAIN}") from error


def _read_by_people(assignment: Assignment) -> Iterator[str]:
    for question in assignment.questions:
        if any(part.marked_by is MarkedBy.HUMAN for part in question.parts):
            yield question.stem
