"""Which entries of a folder are submissions, and whose."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markstone.errors import NothingToGradeError, UsageError
from markstone.intake.archive import ARCHIVES, FOREIGN, suffix_of
from markstone.intake.contents import is_sheet
from markstone.intake.names import fold, is_junk, printable, stem_of
from markstone.model import Assignment

_LOOKED_AT = 2_000
"""Files of a folder that are looked at to tell whether it is a submission."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One submission, not opened yet."""

    path: Path
    student: str
    notice: str = ""
    """What was odd about its name, or empty."""


def find(folder: Path, papers: Sequence[Assignment]) -> list[Entry]:
    """List the submissions of a folder with a name each, no name twice.

    Raises:
        UsageError: there is no such folder, or it is itself one submission.
        NothingToGradeError: no entry of it is a submission.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder} is not a folder. Name the folder that holds the submissions, "
            "one entry for each student."
        )
    stems = sorted({question.stem for paper in papers for question in paper.questions})
    paths = sorted(path for path in folder.iterdir() if not is_junk(path.name))
    _require_a_class(folder, paths, stems)
    found = [path for path in paths if path.is_dir() or suffix_of(path.name)]
    if not found:
        raise NothingToGradeError(
            f"{folder} holds no submission: a folder, .zip, .tar.gz, .py or .ipynb for "
            "each student."
        )
    return list(_name_apart(found, stems))


def _require_a_class(
    folder: Path, paths: Sequence[Path], stems: Collection[str]
) -> None:
    signs = [path.name for path in paths if _is_work(path.name, stems)]
    if signs and not any(_is_submission(path, stems) for path in paths):
        raise UsageError(
            f"{folder} looks like one student's submission, because {signs[0]} stands "
            "directly in it. Name the folder above it; or, if every entry of it is a "
            f"student's, move {signs[0]} away."
        )


def _is_work(name: str, stems: Collection[str]) -> bool:
    return is_sheet(name) or (
        suffix_of(name) == ".py" and stem_of(name, stems) is not None
    )


def _is_submission(path: Path, stems: Collection[str]) -> bool:
    """Tell whether an entry can be nothing but one student's submission."""
    if not path.is_dir():
        return suffix_of(path.name) in (*ARCHIVES, *FOREIGN)
    for count, file in enumerate(path.rglob("*")):
        if count == _LOOKED_AT:
            return True
        if _is_work(file.name, stems) or suffix_of(file.name) not in {"", ".py"}:
            return True
    return False


def _name_apart(paths: Sequence[Path], stems: Collection[str]) -> Iterator[Entry]:
    students = [_student(path) for path in paths]
    reserved = {fold(student) for student in students}
    taken: set[str] = set()
    for path, student in zip(paths, students, strict=True):
        notice = ""
        if fold(student) in taken:
            number = 2
            while fold(f"{student}-{number}") in reserved | taken:
                number += 1
            notice = (
                f"There is another submission of {student}; this one, "
                f"{printable(path.name)}, "
                f"is listed as {student}-{number}."
            )
            student = f"{student}-{number}"  # noqa: PLW2901  (the name it goes by)
        elif suffix_of(path.name) and stem_of(path.name, stems):
            notice = (
                f"{printable(path.name)} stands directly in the folder of submissions "
                "and is named like a question, not like a student."
            )
        taken.add(fold(student))
        yield Entry(path=path, student=student, notice=notice)


def _student(path: Path) -> str:
    """Return the name of an entry without its suffix and with nothing hidden in it."""
    name = path.name
    if not path.is_dir():
        name = name[: -len(suffix_of(name))]
    shown = unicodedata.normalize("NFC", name)
    printed = "".join(char if char.isprintable() else "_" for char in shown)
    return printed.strip() or "_"
