"""What the references were asked and what they answered, without the references.

A handout carries these notes for the public checks. An answer is found again by what
was asked: the same object, the same name, and arguments that are the same but for
the rounding of another machine.
"""

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from markstone.errors import MarkstoneError
from markstone.wire import messages, values
from markstone.wire.frames import WireError

_SLACK = 1e-5
"""Relative to the size of what was asked: between the rounding of float32 and any
difference that a check could see."""
_MOST_BYTES = 1 << 30

Case = tuple[str, str, str]
"""Question, check and case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One question to an object of a reference, and its answer."""

    target: str | int
    """The stem of a module, or the number of an object that an answer brought."""
    path: str
    """The name from there, dotted; empty for the object itself."""
    verb: str
    """``get`` for the value of the name, ``call`` for a call."""
    asked: list[Any]
    """A sketch of the arguments: what is enough to know them again."""
    reply: Any
    """Plain data; :class:`~markstone.wire.values.Held` for an object."""
    states: list[Any] = field(default_factory=list)
    """Of the random generators and the models among the arguments, in order, what the
    call left them with: their numbers, or nothing where it changed none."""

    def is_like(self, other: "Note") -> bool:
        """Whether the other one asks the same."""
        mine = [self.target, self.path, self.verb]
        return mine == [other.target, other.path, other.verb] and _is_like(
            self.asked, other.asked
        )


@dataclass(slots=True)
class Notes:
    """Everything that is known of one case, and how far a run has come in it."""

    kept: list[Note]
    _asked: list[Note] = field(default_factory=list)

    def answer(self, question: Note) -> Note | None:
        """Return the note that answers a question, None where there is none.

        What was asked several times has its answers in order: an object may change.
        Whoever asks more often than was noted is told the last one again.
        """
        alike = [note for note in self.kept if note.is_like(question)]
        return alike[min(self._turn(question), len(alike) - 1)] if alike else None

    def next_answer(self, question: Note) -> Note | None:
        """Return the note of this very turn, None where none is that late."""
        alike = [note for note in self.kept if note.is_like(question)]
        turn = self._turn(question)
        return alike[turn] if turn < len(alike) else None

    def _turn(self, question: Note) -> int:
        turn = sum(note.is_like(question) for note in self._asked)
        self._asked.append(question)
        return turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Memoir:
    """All notes that a handout carries, and the right typed answers they need."""

    cases: dict[Case, list[Note]] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By question, the fields of the answer key that public checks look at."""

    def pack(self) -> bytes:
        """Return its bytes; the same notes, the same bytes."""
        cases = [
            [*case, messages.pack([_plain(note) for note in notes])]
            for case, notes in sorted(self.cases.items())
        ]
        return zlib.compress(messages.pack([cases, self.keys]), 9)

    @classmethod
    def unpack(cls, content: bytes) -> "Memoir":
        """Read it back.

        Raises:
            MarkstoneError: it is none.
        """
        try:
            plain = zlib.decompressobj().decompress(content, _MOST_BYTES)
            cases, keys = messages.unpack(bytearray(plain))
            told = {(q, c, i): _notes(n) for q, c, i, n in cases}
        except (zlib.error, WireError, TypeError, ValueError) as error:
            raise MarkstoneError(f"no notes of reference answers: {error}") from error
        return cls(cases=told, keys=keys)

    @classmethod
    def read(cls, path: Path) -> "Memoir":
        """Read a file of them.

        Raises:
            MarkstoneError: it cannot be read.
        """
        try:
            return cls.unpack(path.read_bytes())
        except OSError as error:
            raise MarkstoneError(f"{path} cannot be read: {error}") from error


def merged(memoirs: Iterable[Memoir]) -> Memoir:
    """Return one memoir of several runs: whatever one of them was told."""
    cases: dict[Case, list[Note]] = {}
    keys: dict[str, dict[str, Any]] = {}
    for memoir in memoirs:
        for case, notes in memoir.cases.items():
            _add(cases.setdefault(case, []), notes)
        for stem, fields in memoir.keys.items():
            keys.setdefault(stem, {}).update(fields)
    return Memoir(cases=cases, keys=keys)


def objects_in(reply: Any) -> Iterator[int]:
    """Return the numbers of the objects in an answer, in order."""
    found: list[int] = []
    values.with_leaves(
        reply, lambda leaf: found.append(leaf.id) if _is_object(leaf) else None
    )
    yield from found


def _add(kept: list[Note], run: Sequence[Note]) -> None:
    """Add what is new in a run; its objects get the numbers that they have here."""
    known = Notes(list(kept))
    numbers: dict[int, int] = {}
    count = 1 + max((n for note in kept for n in objects_in(note.reply)), default=-1)
    for note in run:
        target = note.target
        asked = replace(
            note,
            target=numbers[target] if isinstance(target, int) else target,
            asked=_renumbered(note.asked, numbers),
        )
        there = known.next_answer(asked)
        if there is None:
            for number in objects_in(note.reply):
                numbers[number], count = count, count + 1
            reply = values.with_leaves(note.reply, _renumber_with(numbers))
            kept.append(replace(asked, reply=reply))
            known.kept.append(kept[-1])
        else:
            pairs = zip(objects_in(note.reply), objects_in(there.reply), strict=False)
            numbers.update(pairs)


def _renumber_with(numbers: dict[int, int]) -> Any:
    def renumber(leaf: Any) -> Any:
        return values.Held(id=numbers[leaf.id]) if _is_object(leaf) else leaf

    return renumber


def _renumbered(asked: Any, numbers: dict[int, int]) -> Any:
    match asked:
        case ["object", int() as number]:
            return ["object", numbers[number]]
        case list():
            return [_renumbered(part, numbers) for part in asked]
        case _:
            return asked


def _is_object(leaf: Any) -> bool:
    return isinstance(leaf, values.Held)


def _is_like(one: Any, other: Any) -> bool:
    match one, other:
        case ["near", float() as size, list() as mine], ["near", float(), list()]:
            room = _SLACK * size
            return len(mine) == len(other[2]) and all(
                _is_near(a, b, room) for a, b in zip(mine, other[2], strict=True)
            )
        case list(), list():
            return len(one) == len(other) and all(
                _is_like(a, b) for a, b in zip(one, other, strict=True)
            )
        case _:
            return type(one) is type(other) and one == other


def _is_near(one: float, other: float, room: float) -> bool:
    both_odd = math.isnan(one) and math.isnan(other)
    return one == other or both_odd or abs(one - other) <= room


def _plain(note: Note) -> list[Any]:
    return [note.target, note.path, note.verb, note.asked, note.reply, note.states]


def _notes(packed: bytes) -> list[Note]:
    # A tensor lies in what it was read from, and must be free to change.
    return list(map(_note, messages.unpack(bytearray(packed))))


def _note(plain: list[Any]) -> Note:
    target, path, verb, asked, reply, states = plain
    return Note(
        target=target, path=path, verb=verb, asked=asked, reply=reply, states=states
    )
