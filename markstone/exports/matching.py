"""Whose row it is: students of a gradebook and rows of an instructor's file.

Ids come before mails and mails before names, as the platforms do it. The first kind
that leads anywhere decides: to one row, and it is matched; to several, or to a row
to which others are led too, and it is ambiguous. Nothing is ever guessed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markstone.gradebooks import Person, Student

_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the file: its place and the cells that say whose it is."""

    place: int
    cells: tuple[str, ...]
    number: str = ""
    """The platform's own, where it stands inside other text."""

    @property
    def name(self) -> str:
        """What it is called in front of people."""
        return next((cell.strip() for cell in self.cells if _letters(cell)), "") or (
            ", ".join(filter(None, self.cells))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A student who has a row, and only one."""

    student: Student
    row: Row
    by: str
    """What they were found by: id, e-mail, name of the submission, or name."""
    renamed: str = ""
    """How the download called them, where the file has another name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A student of whom nobody can tell which row is theirs."""

    student: Student
    rows: tuple[Row, ...]
    others: tuple[str, ...] = ()
    """Further students who are led to the same row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Who is who, and of whom it is not known."""

    matched: tuple[Match, ...]
    ambiguous: tuple[Doubt, ...]
    students: tuple[Student, ...]
    """Students without a row, in the gradebook's order."""
    rows: tuple[Row, ...]
    """Rows without a student."""


def match(students: Sequence[Student], rows: Sequence[Row]) -> Matches:
    """Find the row of every student, and of every member of a group."""
    ids, names = _index(rows, _ids), _index(rows, _names)
    found: list[Match] = []
    doubts: list[Doubt] = []
    lost: dict[str, Student] = {}
    for student in students:
        for tries in _tries(student):
            by, led = _first(tries, ids, names)
            if len(led) == 1:
                found.append(_match(student, led[0], by, tries))
            elif led:
                doubts.append(Doubt(student=student, rows=tuple(led)))
            else:
                lost[student.student] = student
    matched, claimed = _without_rivals(found)
    ambiguous = (*doubts, *claimed)
    named = {one.row.place for one in found}
    named.update(row.place for doubt in ambiguous for row in doubt.rows)
    return Matches(
        matched=tuple(matched),
        ambiguous=ambiguous,
        students=tuple(lost.values()),
        rows=tuple(row for row in rows if row.place not in named),
    )


_Tries = list[tuple[str, set[str], bool]]
"""What a person is looked for by: its kind, the keys, whether they are names."""


def _tries(student: Student) -> Iterator[_Tries]:
    """Yield the ways to find each person of a submission, the surest first."""
    several = len(student.people) > 1
    own = set() if several else {_folded(student.student)}
    for person in student.people or (Person(),):
        names = {*_spellings(person.name), *map(_squashed, own)}
        yield [
            ("id", {_folded(person.id)} - {""}, False),
            ("e-mail", {_folded(person.email)} - {""}, False),
            ("name of the submission", own, False),
            ("name", {name for name in names if len(name) >= _SHORTEST_NAME}, True),
        ]


def _first(
    tries: _Tries, ids: Mapping[str, list[Row]], names: Mapping[str, list[Row]]
) -> tuple[str, list[Row]]:
    for kind, keys, by_name in tries:
        index = names if by_name else ids
        led = {row.place: row for key in keys for row in index.get(key, ())}
        if led:
            return kind, list(led.values())
    return "", []


def _match(student: Student, row: Row, by: str, tries: _Tries) -> Match:
    spelt = tries[-1][1] if student.people else set()
    told = [person.name for person in student.people if person.name]
    same = not spelt or not told or not spelt.isdisjoint(_names(row))
    renamed = "" if same else ", ".join(told)
    return Match(student=student, row=row, by=by, renamed=renamed)


def _without_rivals(found: Sequence[Match]) -> tuple[list[Match], list[Doubt]]:
    claims: dict[int, list[Match]] = {}
    for one in found:
        claims.setdefault(one.row.place, []).append(one)
    alone = [one for one in found if len(claims[one.row.place]) == 1]
    rivals = [one for one in found if len(claims[one.row.place]) > 1]
    return alone, [
        Doubt(
            student=one.student,
            rows=(one.row,),
            others=tuple(
                other.student.student
                for other in claims[one.row.place]
                if other is not one
            ),
        )
        for one in rivals
    ]


def _index(
    rows: Sequence[Row], keys_of: Callable[[Row], set[str]]
) -> dict[str, list[Row]]:
    index: dict[str, list[Row]] = {}
    for row in rows:
        for key in keys_of(row):
            index.setdefault(key, []).append(row)
    return index


def _ids(row: Row) -> set[str]:
    return {_folded(cell) for cell in (*row.cells, row.number)} - {""}


def _names(row: Row) -> set[str]:
    keys = {spelt for cell in row.cells for spelt in _spellings(cell)}
    for one, other in zip(row.cells, row.cells[1:], strict=False):
        if _letters(one) and _letters(other):  # first and last name in two columns
            keys |= {_squashed(one + other), _squashed(other + one)}
    return {key for key in keys if len(key) >= _SHORTEST_NAME}


def _spellings(name: str) -> set[str]:
    last, comma, first = name.partition(",")
    return {_squashed(name), _squashed(first + last)} if comma else {_squashed(name)}


def _letters(cell: str) -> bool:
    return any(map(str.isalpha, cell)) and not any(map(str.isdigit, cell))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip()).casefold()


def _squashed(name: str) -> str:
    """Return a name as Canvas writes it in a file's name: ``doejane``."""
    return re.sub(r"[\W_]", "", _folded(name))
