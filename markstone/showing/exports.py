"""Whose marks went into an instructor's file, and whose did not."""

from collections.abc import Iterable

from rich.console import Console

from markstone.exports.filling import Filled
from markstone.exports.matching import Doubt, Match
from markstone.gradebooks import Book
from markstone.reports.text import marks_text, plain


def show_filled(console: Console, book: Book, filled: Filled) -> None:
    """Print three lists: matched, ambiguous, and unmatched in both directions."""
    matches = filled.matches
    rows = len(filled.written) + len(filled.held) + len(matches.rows)
    _say(
        console,
        f"{len(filled.written)} of {rows} rows have marks of {book.assignment} in "
        f"{filled.column} now.",
        "bold",
    )
    _show_scale(console, book, filled)
    _list(
        console,
        "Matched",
        [
            *(f"{_who(one)}: {text}" for one, text in filled.written),
            *(f"{_who(held.match)}: not written, {held.why}" for held in filled.held),
        ],
    )
    _list(console, "Ambiguous, not written", map(_doubt, matches.ambiguous), "yellow")
    _list(
        console,
        "Unmatched: in the gradebook and not in the file",
        (plain(student.student) for student in matches.students),
        "yellow",
    )
    _list(
        console,
        "Unmatched: in the file and not in the gradebook",
        (plain(row.name) for row in matches.rows),
    )
    if any(held.why.startswith(("needs", "awaits")) for held in filled.held):
        _say(
            console,
            "Marks that are not final were not written. --unfinished writes them.",
        )


def _show_scale(console: Console, book: Book, filled: Filled) -> None:
    if filled.out_of is None or filled.out_of == book.out_of:
        return
    _say(
        console,
        f"The file says that the column is out of {marks_text(filled.out_of)}, and "
        f"{book.assignment} is out of {marks_text(book.out_of)}. Nothing was "
        "scaled: change the one or the other.",
        "yellow",
    )


def _list(console: Console, title: str, items: Iterable[str], style: str = "") -> None:
    told = list(items)
    _say(console, f"{title} ({len(told)})", f"bold {style}".strip())
    for item in told:
        _say(console, f"  {item}")


def _who(match: Match) -> str:
    called = f"; handed in as {plain(match.renamed)}" if match.renamed else ""
    row = plain(match.row.name)
    return f"{plain(match.student.student)} → {row} (by {match.by}{called})"


def _doubt(doubt: Doubt) -> str:
    rows = " or ".join(f"row {row.place + 1} {plain(row.name)}" for row in doubt.rows)
    others = ", ".join(map(plain, doubt.others))
    rivals = f", as {others} does" if others else ""
    return f"{plain(doubt.student.student)} fits {rows}{rivals}"


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(text, style=style, markup=False, soft_wrap=True)
