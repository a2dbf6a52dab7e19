"""``markstone export``: marks in the form in which others take them."""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from cyclopts import App
from rich.console import Console

from markstone import exports, gradebooks
from markstone.cli.flags import Switch
from markstone.errors import UsageError
from markstone.exports import Format, filling, to_classroom50, to_github, to_gradescope
from markstone.gradebooks import Book, Student
from markstone.reports.files import write_whole
from markstone.reports.pages import page_names
from markstone.showing.exports import show_filled


def add_to(app: App, home: Path) -> None:  # noqa: ARG001 (every verb takes it)
    """Add the verb."""

    @app.command(name="export")
    def export_(  # noqa: PLR0913 (each is a flag)
        format_: Format,
        results: Path = Path("results"),
        /,
        *,
        assignment: str | None = None,
        student: str | None = None,
        to: Path | None = None,
        into: Path | None = None,
        column: str | None = None,
        match: str | None = None,
        unfinished: Switch = False,
    ) -> int:
        """Write marks in the form in which others take them.

        Args:
            format_: canvas or moodle (marks filled into your own exported CSV),
                gradescope, classroom50, github (one student), csv, json, junit,
                markdown (one student or all).
            results: what --out named when grading, or one assignment in it.
            assignment: which one, where the results are of several.
            student: only this one, by the id in the gradebook.
            to: the file to write, or the folder where it is a file a student;
                standard output without it.
            into: for canvas and moodle, the CSV that the platform exported.
            column: for canvas and moodle, the header of the column to fill.
            match: for canvas and moodle, the header of the only column that tells
                whose row it is.
            unfinished: for canvas and moodle, write marks that are not final, too.
        """
        fill = {"--into": into, "--column": column, "--match": match}
        _check(format_, fill, unfinished=unfinished)
        book = gradebooks.choose(gradebooks.read(results.resolve()), assignment)
        if into is not None:
            some = _only(book, student)
            return _fill(some, format_, into, to, (column, match), unfinished)
        if format_ in exports.OF_ONE:
            return _each(book, format_, student, to)
        students = _only(book, student).students
        _write(exports.OF_SOME[format_](book, students), to)
        return 0


def _check(format_: Format, fill: Mapping[str, object], *, unfinished: bool) -> None:
    filled = format_ in exports.FILLED
    given = [flag for flag, value in fill.items() if value is not None]
    given += ["--unfinished"] if unfinished else []
    if filled and "--into" not in given:
        raise UsageError(
            f"{format_} fills marks into your own file: export it from "
            f"{format_.capitalize()} and name it by --into."
        )
    if not filled and given:
        raise UsageError(f"{', '.join(given)}: only for canvas and moodle.")


def _only(book: Book, student: str | None) -> Book:
    if student is None:
        return book
    one = gradebooks.find_student(book, student)
    return book.model_copy(update={"students": (one,)})


def _each(book: Book, format_: Format, student: str | None, to: Path | None) -> int:
    """Write a file of one student, or of each into a folder."""
    whole_class = student is None and len(book.students) > 1
    if not whole_class or to is None:
        one = gradebooks.find_student(book, student)
        if format_ is Format.GITHUB:
            _annotate(book, one, to)
        else:
            _write(_of_one(book, format_, one), to)
        return 0
    names = page_names(one.student for one in book.students)
    for one in book.students:
        name = names[one.student].removesuffix(".html") + exports.OF_ONE[format_]
        _write(_of_one(book, format_, one), to / name)
    return 0


def _of_one(book: Book, format_: Format, student: Student) -> str:
    if format_ is Format.CLASSROOM50:
        return to_classroom50.render(book, student, os.environ, datetime.now(UTC))
    if format_ is Format.GRADESCOPE:
        return to_gradescope.render(book, student)
    return to_github.summary(book, student)


def _annotate(book: Book, student: Student, to: Path | None) -> None:
    """Print annotations; the summary goes where GitHub looks for it."""
    _write(to_github.annotations(book, student), None)
    summary = to_github.summary(book, student)
    step = os.environ.get("GITHUB_STEP_SUMMARY")
    if to is None and step:
        with Path(step).open("a", encoding="utf-8") as file:
            file.write(summary)
        return
    _write(summary, to)


def _fill(
    book: Book,
    format_: Format,
    into: Path,
    to: Path | None,
    columns: tuple[str | None, str | None],
    unfinished: bool,  # noqa: FBT001
) -> int:
    column, match_by = columns
    try:
        content = into.read_bytes()
    except OSError as error:
        raise UsageError(f"{into} cannot be read: {error.strerror}.") from error
    layout_of = exports.FILLED[format_]
    filled = filling.fill(
        book,
        content,
        lambda sheet: layout_of(sheet, column),
        match_by=match_by,
        unfinished=unfinished,
    )
    # The marks may go to standard output, and who is who must not.
    show_filled(Console(stderr=True, highlight=False, emoji=False), book, filled)
    _write(filled.content, to)
    return 0 if filled.complete else 1


def _write(content: str | bytes, to: Path | None) -> None:
    written = content if isinstance(content, bytes) else content.encode()
    if to is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
        return
    try:
        write_whole(to.resolve(), written)
    except OSError as error:
        raise UsageError(f"{to} cannot be written: {error.strerror}.") from error
