"""Which entries of a folder are submissions, and whose."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markstone.errors import NothingToGradeError, UsageError
from markstone.intake.archive import ARCHIVES, FOREIGN, suffix_of
from markstone.intake.contents import is_sheet
from markstone.intake.downloads import Download, recognise, student_of_folder
from markstone.intake.names import fold, is_junk, printable, stem_of
from markstone.model import Assignment

_LOOKED_AT = 2_000
"""Files of a folder that are looked at to tell whether it is a submission."""

_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One submission, not opened yet."""

    path: Path
    student: str
    notice: str = ""
    """What was odd about its name, or empty."""
    parts: tuple[tuple[str, Path], ...] = ()
    """Files of one student that lie side by side, by what the student called them."""


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
    found = _put_together(paths, stems)
    if not found:
        raise NothingToGradeError(
            f"{folder} holds no submission: a folder, .zip, .tar.gz, .py or .ipynb for "
            "each student."
        )
    return list(_name_apart(found, stems))


def _put_together(paths: Sequence[Path], stems: Collection[str]) -> list[Entry]:
    """Make an entry of each path, and one of all files of a student lying flat."""
    entries: list[Entry] = []
    flat: dict[str, list[tuple[Download, Path]]] = {}
    for path in paths:
        if download := _download(path, stems):
            flat.setdefault(fold(download.student), []).append((download, path))
        elif path.is_dir() or suffix_of(path.name):
            entries.append(Entry(path=path, student=_student(path)))
    return sorted(
        [*entries, *map(_flat_entry, flat.values())], key=lambda entry: entry.path
    )


def _download(path: Path, stems: Collection[str]) -> Download | None:
    if path.is_dir():
        return None
    return recognise(path.name, lambda name: _is_work(name, stems))


def _flat_entry(files: Sequence[tuple[Download, Path]]) -> Entry:
    names = ", ".join(f"`{printable(path.name)}`" for _, path in files[:_NAMED])
    more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
    late = any(download.is_late for download, _ in files)
    return Entry(
        path=files[0][1],
        student=_shown(files[0][0].student),
        notice=(
            f"Taken as one student's, as learning platforms name files: {names}{more}."
            f"{' The name says LATE.' if late else ''}"
        ),
        parts=tuple((download.file, path) for download, path in files),
    )


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
        return (
            suffix_of(path.name) in (*ARCHIVES, *FOREIGN)
            or _download(path, stems) is not None
        )
    try:
        for count, file in enumerate(path.rglob("*")):
            if count == _LOOKED_AT:
                return True
            if _is_work(file.name, stems) or suffix_of(file.name) not in {"", ".py"}:
                return True
    except RecursionError:  # deeper than anybody's own folders
        return True
    return False


def _name_apart(entries: Sequence[Entry], stems: Collection[str]) -> Iterator[Entry]:
    reserved = {fold(entry.student) for entry in entries}
    taken: set[str] = set()
    for entry in entries:
        student, notice = entry.student, entry.notice
        name = entry.path.name
        if fold(student) in taken:
            number = 2
            while fold(f"{student}-{number}") in reserved | taken:
                number += 1
            notice = (
                f"There is another submission of {student}; this one, "
                f"{printable(name)}, is listed as {student}-{number}. {notice}"
            ).rstrip()
            student = f"{student}-{number}"
        elif not entry.parts and suffix_of(name) and stem_of(name, stems):
            notice = (
                f"{printable(name)} stands directly in the folder of submissions "
                "and is named like a question, not like a student."
            )
        taken.add(fold(student))
        yield replace(entry, student=student, notice=notice)


def _student(path: Path) -> str:
    """Return the name of an entry without its suffix and with nothing hidden in it."""
    if path.is_dir():
        return _shown(student_of_folder(path.name))
    return _shown(path.name[: -len(suffix_of(path.name))])


def _shown(name: str) -> str:
    shown = unicodedata.normalize("NFC", name)
    printed = "".join(char if char.isprintable() else "_" for char in shown)
    return printed.strip() or "_"
