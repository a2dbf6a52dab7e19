"""Moodle: the offline grading worksheet, or any CSV of a course, with marks filled in.

Headers are in the language of whoever exported the file. So the columns are found
by what stands in them: the one of participants by ``Participant 12345``, and the
one with the highest mark right of the marks.
"""

import re
from collections.abc import Sequence

from markstone.exports import filling
from markstone.exports.filling import Layout, choose, fold, require
from markstone.exports.sheet import Sheet

_PARTICIPANT = re.compile(r"(?P<word>[^\W\d][^\d,;@]*?)\s*(?P<number>\d+)")
_COLUMNS = 6
"""A worksheet has at least so many."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_GRADE = frozenset(
    {
        *(
            "grade",
            "mark",
            "bewertung",
            "note",
            "calificación",
            "cijfer",
            "qualificació",
        ),
        *("nota", "valutazione", "avaliação", "ocena", "оценка", "评分", "成绩"),
    }
)
"""What Moodle calls the column of marks; others are named by --column."""


def layout(sheet: Sheet, column: str | None) -> Layout:
    """Find the rows of the students and the column of the marks.

    Raises:
        UsageError: it has no rows of participants, or no such column.
    """
    rows = tuple(
        place
        for place in range(1, len(sheet.rows))
        if any(cell.text.strip() for cell in sheet.rows[place])
    )
    require(sheet, {"header": bool(sheet.rows), "participant": bool(rows)}, "Moodle")
    if column is None:
        target = choose(sheet, "of marks (--column)", lambda t: fold(t) in _GRADE)
    else:
        target = filling.header(sheet, column)
    named = tuple(range(target)) or tuple(range(len(sheet.rows[0])))
    return Layout(
        column=target,
        identity=named,
        rows=rows,
        numbers=_participants(sheet, rows),
        out_of=_highest(sheet, target + 1, rows),
    )


def _participants(sheet: Sheet, rows: Sequence[int]) -> dict[int, str]:
    """Return the numbers behind one word, which only a worksheet begins with."""
    texts = {row: sheet.rows[row][0].text.strip() for row in rows}
    found = {row: _PARTICIPANT.fullmatch(text) for row, text in texts.items()}
    known = {row: one for row, one in found.items() if one}
    words = {one["word"] for one in known.values()}
    if len(known) < len(rows) or len(words) > 1 or len(sheet.rows[0]) < _COLUMNS:
        return {}
    return {row: one["number"] for row, one in known.items()}


def _highest(sheet: Sheet, column: int, rows: Sequence[int]) -> str:
    """Return what every row says right of the marks: the highest that can be given."""
    told = {filling.cell(sheet, row, column).strip() for row in rows}
    text = told.pop() if len(told) == 1 else ""
    return text if _NUMBER.fullmatch(text) else ""
