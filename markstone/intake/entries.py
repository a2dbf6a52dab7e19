"""Which entries of a folder are submissions, and whose."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markstone.errors import NothingToGradeError, UsageError
from markstone.intake.archive import ARCHIVES, FOREIGN, suffix_of
from markstone.intake.contents import is_sheet
from markstone.intake.downloads import (
    Download,
    person_of_folder,
    recognise,
    student_of_folder,
)
from markstone.intake.exported import METADATA, People, name_of, owners, submitters
from markstone.intake.names import fold, is_junk, printable, stem_of
from markstone.model import Assignment, Person

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
    people: People = ()
    """Whose it is, where a platform tells."""
    beside: tuple[Path, ...] = ()
    """Further folders of the same student, such as for what was typed online."""


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
    folder = _unwrapped(folder, stems)
    paths = _entries(folder)
    _require_a_class(folder, paths, stems)
    found = _put_together(folder, paths, stems)
    if not found:
        raise NothingToGradeError(
            f"{folder} holds no submission: a folder, .zip, .tar.gz, .py or .ipynb for "
            "each student."
        )
    return list(_name_apart(found, stems))


def _put_together(
    folder: Path, paths: Sequence[Path], stems: Collection[str]
) -> list[Entry]:
    """Make an entry of each path, and one of all that is a student's side by side."""
    named, cloned = submitters(folder), owners(folder, paths)
    entries: list[Entry] = []
    flat: dict[str, list[tuple[Download, Path]]] = {}
    folders: dict[str, list[Path]] = {}
    for path in paths:
        if download := _download(path, stems):
            flat.setdefault(fold(download.student), []).append((download, path))
        elif path.is_dir() and person_of_folder(path.name):
            folders.setdefault(fold(_student(path)), []).append(path)
        elif people := named.get(path.name, ()):
            student = _shown(name_of(people))
            entries.append(Entry(path=path, student=student, people=people))
        elif owner := cloned.get(path.name):
            people = (Person(id=owner),)
            entries.append(Entry(path=path, student=_shown(owner), people=people))
        elif path.is_dir() or suffix_of(path.name):
            entries.append(Entry(path=path, student=_student(path)))
    entries += [*map(_flat_entry, flat.values()), *map(_joined, folders.values())]
    return sorted(entries, key=lambda entry: entry.path)


def _joined(paths: Sequence[Path]) -> Entry:
    """Make an entry of a student's folders: files, and what was typed online."""
    person = person_of_folder(paths[0].name)
    return Entry(
        path=paths[0],
        student=_student(paths[0]),
        people=(person,) if person else (),
        beside=tuple(paths[1:]),
    )


def _entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not is_junk(path.name))


def _unwrapped(folder: Path, stems: Collection[str]) -> Path:
    """Return the folder in which a platform's download lies, when one is around it."""
    inside = _entries(folder)
    while len(inside) == 1 and inside[0].is_dir() and not inside[0].is_symlink():
        within = _entries(inside[0])
        names = {path.name for path in within}
        flat = [path for path in within if _download(path, stems)]
        if (
            METADATA not in names
            and len(flat) < 2
            and not any(map(person_of_folder, names))
        ):
            break
        folder, inside = inside[0], within
    return folder


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
        people=() if files[0][0].person is None else (files[0][0].person,),
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
