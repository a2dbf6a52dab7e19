"""The answers to one part, as a marker works through them.

Answers that differ in blanks alone are one. The order is shuffled, another one for
each marker and part, so that nobody is always marked last.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from markstone.marking import why_look_again
from markstone.marks.given import are_apart, in_force, second_of
from markstone.marks.handed_in import Answer, Sheet
from markstone.marks.saved import Entry
from markstone.marks.store import Record, Slot, Store
from markstone.model import Part, Question, Status, Written

_UNREAD = frozenset({Status.UNREADABLE, Status.NOT_SUBMITTED})
_KEY_DIGITS = 16


class State(StrEnum):
    """What is left to do about an answer."""

    OPEN = "open"
    LOOK = "look"
    """Marked, and somebody has to look again."""
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One answer, and all who gave it."""

    question: Question
    part: Part
    answer: Answer
    first: tuple[Record, ...]
    """A record for each student who gave it; what counts."""
    second: tuple[Record, ...]
    """Second opinions, in the same order."""

    @property
    def key(self) -> str:
        """Name it, without a word about whose it is."""
        return self.answer.digest[:_KEY_DIGITS]

    @property
    def students(self) -> tuple[str, ...]:
        """Who gave it."""
        return tuple(record.slot.student for record in self.first)

    @property
    def look(self) -> str:
        """Why somebody has to look again; empty where nobody has to."""
        looks: dict[str, None] = {}
        for first, second in zip(self.first, self.second, strict=True):
            mark = in_force(first, second)
            if mark is not None and not mark.is_readable:
                looks[mark.look] = None
            elif mark is not None:
                again = why_look_again(self.part, self.answer.digest, mark)
                looks[again] = None
        return " ".join(filter(None, looks))

    @property
    def state(self) -> State:
        """What is left to do about it."""
        if any(record.fault for record in (*self.first, *self.second)):
            return State.LOOK
        if any(record.verdict is None for record in self.first):
            return State.OPEN
        return State.LOOK if self.look else State.DONE

    @property
    def are_apart(self) -> bool:
        """Whether two markers differ and nobody has settled it."""
        return any(map(are_apart, self.first, self.second))

    def records(self, *, second: bool) -> tuple[Record, ...]:
        """Return the one or the other opinion."""
        return self.second if second else self.first

    def last(self, *, second: bool) -> Entry | None:
        """Return the latest entry; of identical answers, that of any."""
        entries = [record.last for record in self.records(second=second)]
        found = [entry for entry in entries if entry is not None]
        return max(found, key=lambda entry: entry.at, default=None)

    def revision(self, *, second: bool) -> str:
        """Return what is another one after each change of an opinion."""
        whole = hashlib.sha256()
        for record in self.records(second=second):
            whole.update(f"{record.slot.student}\0{record.revision}\0".encode())
        return whole.hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """All answers to a part."""

    question: Question
    part: Part
    readings: tuple[Reading, ...]
    """In the order in which the marker meets them."""
    empty: tuple[str, ...]
    """Who wrote nothing: the proposal is no mark, and it stands by itself."""

    def find(self, key: str) -> Reading | None:
        """Return the answer of that name."""
        return next((r for r in self.readings if r.key == key), None)


def gather(
    question: Question,
    part: Part,
    sheets: Iterable[Sheet],
    store: Store,
    marker: str,
) -> Pile:
    """Put the answers to a part on a pile.

    Args:
        question: whose part it is.
        part: which a person marks.
        sheets: what the class wrote.
        store: where its marks lie.
        marker: whose order it is.
    """
    alike: dict[str, list[Record]] = {}
    answers: dict[str, Answer] = {}
    empty = []
    for sheet in sheets:
        if sheet.status in _UNREAD:
            continue
        slot = Slot(student=sheet.student, question=question.stem, part=part.id)
        record = store.record(slot)
        answer = sheet.answers.get(question.stem, _NOTHING)
        if answer is _NOTHING and not (record.entries or record.fault):
            empty.append(sheet.student)
            continue
        answers.setdefault(answer.digest, answer)
        alike.setdefault(answer.digest, []).append(record)
    readings = _read(question, part, answers, alike, store)
    return Pile(
        question=question,
        part=part,
        readings=tuple(sorted(readings, key=lambda r: _shuffled(r, marker))),
        empty=tuple(empty),
    )


_NOTHING = Answer(digest=Written().digest)


def _read(
    question: Question,
    part: Part,
    answers: Mapping[str, Answer],
    alike: Mapping[str, list[Record]],
    store: Store,
) -> Iterator[Reading]:
    for digest, records in alike.items():
        yield Reading(
            question=question,
            part=part,
            answer=answers[digest],
            first=tuple(records),
            second=tuple(store.record(second_of(r.slot)) for r in records),
        )


def _shuffled(reading: Reading, marker: str) -> str:
    named = (marker, reading.question.stem, reading.part.id, reading.answer.digest)
    return hashlib.sha256("\0".join(named).encode()).hexdigest()


def is_for_two(reading: Reading, share: float) -> bool:
    """Whether an answer is among those that two people mark.

    Args:
        reading: the answer.
        share: how many of all there are, from 0 to 1; every marker names the same.
    """
    named = ("two", reading.question.stem, reading.part.id, reading.answer.digest)
    drawn = hashlib.sha256("\0".join(named).encode()).digest()
    return int.from_bytes(drawn[:4]) < share * (1 << 32)
