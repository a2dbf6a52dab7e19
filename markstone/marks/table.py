"""The marker's work as a spreadsheet: the same answers, checks and files.

A row is one answer to one part, whoever gave it. What a person fills in are the
columns from ``marked`` to ``flagged``.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markstone.errors import UsageError
from markstone.marks.desk import Desk
from markstone.marks.pile import Pile, Reading
from markstone.marks.saved import Verdict
from markstone.marks.store import OvertakenError
from markstone.marks.verdicts import verdict
from markstone.model import Part
from markstone.reports.text import clipped, marks_text, plain_lines
from markstone.reports.to_csv import as_text

_NAMED = ("question", "part", "answer", "opinion", "seen")
_FILLED = ("marked", "ticked", "outside", "reason", "comment", "flagged")
_SHOWN = ("copies", "students", "state", "text", "files", "lines")
_LONGEST = 30_000
"""Characters; a cell of a spreadsheet holds 32,767."""
_LARGEST = 256 << 20
_YES = frozenset({"1", "x", "y", "yes", "true"})
_NO = frozenset({"", "0", "n", "no", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a table."""

    saved: int
    """Rows whose verdict was saved, or lay there already."""
    refused: tuple[str, ...]
    """Rows that somebody else was quicker with, each a sentence."""


def render(desk: Desk, *, names: bool) -> str:
    """Return all answers of an assignment as CSV (RFC 4180).

    Args:
        desk: the marker's.
        names: whether the students are named.

    Raises:
        MarkstoneError: what the class wrote cannot be read.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_NAMED, *_FILLED, *_SHOWN])
    for question, part in desk.places():
        pile = desk.pile(question, part)
        for reading in pile.readings:
            row = _row(desk, reading, names=names)
            writer.writerow([row[c] for c in (*_NAMED, *_FILLED, *_SHOWN)])
    return text.getvalue()


def take(desk: Desk, text: str) -> Taken:
    """Save what a table says; where a row is at fault, nothing is saved.

    A row where nothing is filled in is passed over.

    Args:
        desk: the marker's.
        text: what :func:`render` returned, filled in.

    Raises:
        UsageError: a row cannot be read; the message lists every one.
        MarkstoneError: a file is broken, or the store stays locked.
        OSError: the folder cannot be written.
    """
    piles = {(q.stem, part.id): desk.pile(q, part) for q, part in desk.places()}
    faults: list[str] = []
    read = []
    for number, row in _rows(text):
        try:
            read.append((number, row, _read(piles, row)))
        except UsageError as error:
            faults += [f"Row {number}: {line}" for line in str(error).splitlines()]
    if faults:
        raise UsageError("Nothing was saved.\n" + "\n".join(faults))
    saved, refused = 0, []
    for number, row, found in read:
        if found is None:
            continue
        reading, said = found
        second = _is_second(desk, reading, row)
        if _verdict_of(reading, second=second) == said:
            saved += 1
            continue
        try:
            desk.save(reading, said, row["seen"].strip(), second=second)
            saved += 1
        except OvertakenError as error:
            refused.append(f"Row {number}: {error} It was left as it is.")
    return Taken(saved=saved, refused=tuple(refused))


def _row(desk: Desk, reading: Reading, *, names: bool) -> Mapping[str, str]:
    second = desk.gives_second(reading)
    said = _verdict_of(reading, second=second)
    filled = said or Verdict()
    outside = "" if filled.outside is None else marks_text(filled.outside)
    cells = {
        "question": reading.question.stem,
        "part": reading.part.id,
        "answer": reading.key,
        "opinion": "second" if second else "first",
        "seen": reading.revision(second=second),
        "marked": "yes" if said else "",
        "ticked": " ".join(sorted(filled.ticked)),
        "outside": outside,
        "reason": filled.reason,
        "comment": filled.comment,
        "flagged": "yes" if filled.flagged else "",
        "copies": str(len(reading.students)),
        "students": " ".join(reading.students) if names else "",
        "state": reading.state.value,
        "text": plain_lines(clipped(reading.answer.prose, _LONGEST)),
        "files": " ".join(reading.answer.files),
        "lines": _lines(reading.part),
    }
    return {name: _told(cell) for name, cell in cells.items()}


def _lines(part: Part) -> str:
    return "\n".join(
        f"{c.name} ({marks_text(c.marks)}): {c.title}" for c in part.checks
    )


def _verdict_of(reading: Reading, *, second: bool) -> Verdict | None:
    """Return what holds for all who gave an answer; None where they differ."""
    held = [record.verdict for record in reading.records(second=second)]
    return held[0] if all(said == held[0] for said in held) else None


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    if len(text) > _LARGEST:
        raise UsageError(f"The table is larger than {_LARGEST >> 20} MB.")
    csv.field_size_limit(_LARGEST)
    table = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = {*_NAMED, *_FILLED} - set(table.fieldnames or ())
    if missing:
        raise UsageError(
            f"The table lacks the columns {', '.join(sorted(missing))}. Fill in the "
            "one that --csv wrote, and save it as CSV with commas."
        )
    for number, row in enumerate(table, start=2):
        cells = {name: row.get(name) or "" for name in (*_NAMED, *_FILLED)}
        yield number, {name: _untold(cell) for name, cell in cells.items()}


def _told(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, to be read back."""
    return f"'{cell}" if cell.startswith("'") else as_text(cell)


def _untold(cell: str) -> str:
    return cell.removeprefix("'")


def _read(
    piles: Mapping[tuple[str, str], Pile], row: Mapping[str, str]
) -> tuple[Reading, Verdict] | None:
    pile = piles.get((row["question"].strip(), row["part"].strip()))
    if pile is None:
        raise UsageError(
            f"A person marks no part {row['part']!r} of {row['question']!r}."
        )
    if not any(row[name].strip() for name in _FILLED):
        return None
    reading = pile.find(row["answer"].strip())
    if reading is None:
        raise UsageError(
            f"There is no answer {row['answer']!r} any more. Write the table anew."
        )
    marked, flagged = _truth(row, "marked"), _truth(row, "flagged")
    if not (marked or any(row[n].strip() for n in _FILLED if n != "marked")):
        return None
    said = verdict(
        pile.part,
        ticked={name for name in re.split(r"[\s,;]+", row["ticked"]) if name},
        comment=row["comment"],
        outside=row["outside"],
        reason=row["reason"],
        flagged=flagged,
    )
    return reading, said


def _is_second(desk: Desk, reading: Reading, row: Mapping[str, str]) -> bool:
    """Whether a row is a second opinion, and may be one."""
    return row["opinion"].strip() == "second" and desk.gives_second(reading)


def _truth(row: Mapping[str, str], name: str) -> bool:
    word = row[name].strip().lower()
    if word not in _YES | _NO:
        raise UsageError(f"`{name}` is yes or empty, not {row[name][:20]!r}.")
    return word in _YES
