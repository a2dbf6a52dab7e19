"""Canvas: the gradebook's CSV, exported by the instructor, with one column filled."""

import re

from markstone.exports import filling
from markstone.exports.filling import Layout, choose, fold, require
from markstone.exports.sheet import Sheet

_ID = re.compile(r"\(\d+\)\s*$")
"""What ends the header of an assignment, so that Canvas knows which."""

_PLACES = 2
_KEPT = frozenset({"ex", "n/a"})
"""Excused, and not assigned: Canvas's own words, whatever the language."""

_FEWEST = 4


def layout(sheet: Sheet, column: str | None) -> Layout:
    """Find the rows of the students and the column of the assignment.

    Raises:
        UsageError: it is no gradebook of Canvas, or has no such column.
    """
    headers = [fold(cell.text) for cell in sheet.rows[0]] if sheet.rows else []
    is_id = [text in {"id", "student id"} for text in headers]
    require(
        sheet,
        {
            "column of students": any("student" in t or "name" in t for t in headers),
            "column ID": any(is_id),
            "column Section": "section" in headers,
            "fourth column": len(headers) > _FEWEST - 1,
        },
        "Canvas",
    )
    section = headers.index("section")
    number = is_id.index(True)
    rows = [
        place
        for place in range(1, len(sheet.rows))
        if filling.cell(sheet, place, number).strip()
    ]
    target = _column(sheet, column, after=section)
    above = (filling.cell(sheet, row, target) for row in range(1, min([*rows, 3])))
    return Layout(
        column=target,
        identity=tuple(range(section)),
        rows=tuple(rows),
        out_of=next((text for text in above if text[:1].isdigit()), ""),
        places=_PLACES,
        kept=_KEPT,
    )


def _column(sheet: Sheet, asked: str | None, *, after: int) -> int:
    headers = [cell.text for cell in sheet.rows[0]]
    if asked is None:
        own = {fold(t) for t in headers[after + 1 :] if _ID.search(t)}
        return choose(sheet, "(an assignment)", lambda text: fold(text) in own)
    return choose(sheet, asked, lambda text: fold(asked) in _names(text))


def _names(header: str) -> set[str]:
    """Return what an assignment may be called: in full, without its number, by it."""
    found = _ID.search(header)
    if not found:
        return {fold(header)}
    return {fold(header), fold(header[: found.start()]), found[0].strip(" ()")}
