"""Marks written into one column of the instructor's own CSV, and nothing else."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from markstone.errors import UsageError
from markstone.exports.lines import FINAL
from markstone.exports.matching import Match, Matches, Row, match
from markstone.exports.sheet import Cell, Sheet
from markstone.gradebooks import Book, Student
from markstone.reports.text import marks_text

_WITH_COMMA = re.compile(r"\d+,\d+")
_WITH_POINT = re.compile(r"\d+\.\d+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the things are in a platform's file."""

    column: int
    """The one to fill."""
    identity: tuple[int, ...]
    """Those that say whose row it is."""
    rows: tuple[int, ...]
    """The students' rows."""
    numbers: Mapping[int, str] = field(default_factory=dict)
    """The platform's own numbers by row, where they stand inside other text."""
    out_of: str = ""
    """What the file says that the column is out of; empty where it does not."""
    places: int = 4
    """How many decimal places the platform keeps."""
    kept: frozenset[str] = frozenset()
    """What stands in a cell that is not to be filled, such as ``ex``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A student whose row is known and was not filled."""

    match: Match
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The file with the marks in it, and whose they are."""

    content: bytes
    column: str
    written: tuple[tuple[Match, str], ...]
    """Who has marks in the file now, and what was written."""
    held: tuple[Held, ...]
    matches: Matches
    out_of: Decimal | None
    """What the file says that the column is out of."""

    @property
    def complete(self) -> bool:
        """Whether every student of the gradebook has a row of their own."""
        return not (self.matches.ambiguous or self.matches.students)


def fill(
    book: Book,
    content: bytes,
    layout_of: Callable[[Sheet], Layout],
    *,
    match_by: str | None = None,
    unfinished: bool = False,
) -> Filled:
    """Write the marks of a gradebook into a file.

    Args:
        book: the gradebook.
        content: the file, as the platform exported it.
        layout_of: finds column and rows in it.
        match_by: the header of the only column that says whose row it is.
        unfinished: write marks that are not final, too.

    Raises:
        UsageError: the file is not what the platform exports, or has no such column.
    """
    sheet = Sheet(content)
    layout = layout_of(sheet)
    matches = match(book.students, _rows(sheet, layout, match_by))
    comma = _has_decimal_comma(sheet)
    found = [(one, _reason(one, sheet, layout, unfinished)) for one in matches.matched]
    written = [
        (one, _marks(one.student, layout.places, comma=comma))
        for one, why in found
        if not why
    ]
    cells = {(one.row.place, layout.column): text for one, text in written}
    return Filled(
        content=sheet.filled(_changed(sheet, cells)),
        column=sheet.rows[0][layout.column].text.strip(),
        written=tuple(written),
        held=tuple(Held(match=one, why=why) for one, why in found if why),
        matches=matches,
        out_of=_number(layout.out_of),
    )


def header(sheet: Sheet, name: str) -> int:
    """Return the column of that header.

    Raises:
        UsageError: no column has it, or several have.
    """
    return choose(sheet, name, lambda text: fold(text) == fold(name))


def choose(sheet: Sheet, asked: str, fits: Callable[[str], bool]) -> int:
    """Return the only column whose header fits what was asked for.

    Raises:
        UsageError: none fits, or several do.
    """
    headers = [cell.text.strip() for cell in sheet.rows[0]]
    found = [place for place, text in enumerate(headers) if fits(text)]
    if len(found) == 1:
        return found[0]
    told = ", ".join(filter(None, headers))
    if not found:
        raise UsageError(f"The file has no column {asked}. It has: {told}.")
    raise UsageError(
        f"{len(found)} columns of the file fit {asked}. Name one in full: {told}."
    )


def fold(text: str) -> str:
    """Return the form in which two headers are the same."""
    return " ".join(text.split()).casefold()


def cell(sheet: Sheet, row: int, column: int) -> str:
    """Return what a cell says; nothing where the row is too short."""
    cells: Sequence[Cell] = sheet.rows[row]
    return cells[column].text if column < len(cells) else ""


def require(sheet: Sheet, wanted: Mapping[str, bool], platform: str) -> None:
    """Refuse a file that the platform would not take back.

    Raises:
        UsageError: something wanted is not there.
    """
    missing = [what for what, is_there in wanted.items() if not is_there]
    if missing:
        headers = ", ".join(
            one.text.strip() for row in sheet.rows[:1] for one in row[:8]
        )
        raise UsageError(
            f"This is no file that {platform} exports: there is no "
            f"{', no '.join(missing)}. It begins with: {headers or 'nothing'}."
        )


def _rows(sheet: Sheet, layout: Layout, match_by: str | None) -> list[Row]:
    identity = layout.identity if match_by is None else (header(sheet, match_by),)
    rows = [
        Row(
            place=place,
            cells=tuple(cell(sheet, place, one) for one in identity),
            number=layout.numbers.get(place, ""),
        )
        for place in layout.rows
    ]
    return [row for row in rows if any(row.cells)]


def _reason(
    one: Match,
    sheet: Sheet,
    layout: Layout,
    unfinished: bool,  # noqa: FBT001
) -> str:
    """Say why a row is not filled; empty where it is."""
    stands = cell(sheet, one.row.place, layout.column).strip()
    if fold(stands) in layout.kept:
        return f"the file says {stands}"
    if one.student.status in FINAL or unfinished:
        return ""
    return one.student.status.replace("_", " ")


def _marks(student: Student, places: int, *, comma: bool) -> str:
    step = Decimal(1).scaleb(-places)
    text = marks_text(student.marks.quantize(step, rounding=ROUND_HALF_UP))
    return text.replace(".", ",") if comma else text


def _changed(
    sheet: Sheet, cells: Mapping[tuple[int, int], str]
) -> dict[tuple[int, int], str]:
    """Leave out what stands there already, however it is spelt."""
    return {
        place: text
        for place, text in cells.items()
        if _number(cell(sheet, *place)) != _number(text)
    }


def _has_decimal_comma(sheet: Sheet) -> bool:
    texts = [one.text.strip() for row in sheet.rows for one in row]
    return any(map(_WITH_COMMA.fullmatch, texts)) and not any(
        map(_WITH_POINT.fullmatch, texts)
    )


def _number(text: str) -> Decimal | None:
    shown = text.strip()
    return Decimal(shown.replace(",", ".")) if _NUMBER.fullmatch(shown) else None
