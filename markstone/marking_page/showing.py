"""What the pages show of parts, answers and files, as plain values."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath

from markupsafe import Markup

from markstone.course import Paper
from markstone.marking import worth
from markstone.marking_page import statements
from markstone.marking_page.formulas import has_formulas, with_formulas
from markstone.marking_page.pictures import TEXTS, Drawn, Pictures
from markstone.marks.desk import Desk
from markstone.marks.given import as_mark
from markstone.marks.pile import Pile, Reading, State
from markstone.marks.saved import Entry, Verdict
from markstone.model import Part, Question
from markstone.reports.text import clipped

_LONGEST_FILE = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """How far the marking of a part is."""

    question: Question
    part: Part
    answers: int
    copies: int
    done: int
    look: int
    waits: int
    """Answers that wait for this marker."""
    empty: int
    by: tuple[tuple[str, int], ...]
    """Markers, with how many answers each has marked last."""
    last: Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One line of the list of answers."""

    reading: Reading
    state: State
    look: str
    last: Entry | None
    marks: Decimal | None
    second: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One answer on its page."""

    place: int
    """From 1, in this marker's order."""
    of: int
    before: str
    """The key of the answer before it; empty for the first."""
    after: str
    prose: Markup
    has_formulas: bool
    question: Markup
    reference: Markup
    history: tuple[Entry, ...]
    seen: str
    """The revision that a form is sent with."""
    opinions: tuple[tuple[str, Verdict, Decimal], ...]
    """Whose verdict was what, where somebody settles."""
    row: PartRow

    @classmethod
    def of_reading(
        cls, desk: Desk, paper: Paper, pile: Pile, reading: Reading, *, second: bool
    ) -> "Shown":
        """Return what the page of an answer shows.

        Args:
            desk: the marker's.
            paper: what is marked.
            pile: all answers to the part.
            reading: the answer.
            second: whether a second opinion is asked for; the first is not told.
        """
        keys = [one.key for one in pile.readings]
        here = keys.index(reading.key)
        prose = reading.answer.prose
        stem = pile.question.stem
        records = reading.records(second=second)
        return cls(
            place=here + 1,
            of=len(keys),
            before=keys[here - 1] if here else "",
            after=keys[here + 1] if here + 1 < len(keys) else "",
            prose=with_formulas(prose),
            has_formulas=has_formulas(prose),
            question=with_formulas(statements.question(paper, stem)),
            reference=with_formulas(statements.reference(paper, stem)),
            history=max((r.entries for r in records), key=len, default=()),
            seen=reading.revision(second=second),
            opinions=tuple(_opinions(pile.part, reading)),
            row=part_row(desk, pile),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that belongs to an answer."""

    number: int
    path: str
    """As the student named it, who may be named in it."""
    suffix: str
    text: Markup | None
    drawn: Drawn


def part_row(desk: Desk, pile: Pile) -> PartRow:
    """Say how far the marking of a part is."""
    states = Counter(reading.state for reading in pile.readings)
    lasts = [
        last
        for reading in pile.readings
        if (last := reading.last(second=False)) is not None
    ]
    return PartRow(
        question=pile.question,
        part=pile.part,
        answers=len(pile.readings),
        copies=sum(len(reading.students) for reading in pile.readings),
        done=states[State.DONE],
        look=states[State.LOOK],
        waits=sum(desk.waits(reading) for reading in pile.readings),
        empty=len(pile.empty),
        by=tuple(sorted(Counter(last.by for last in lasts if last.verdict).items())),
        last=max(lasts, key=lambda entry: entry.at, default=None),
    )


def answer_row(desk: Desk, reading: Reading) -> AnswerRow:
    """Return a line of the list of answers; a second opinion sees no first."""
    second = desk.gives_second(reading)
    last = reading.last(second=second)
    held = last.verdict if last else None
    waits = desk.waits(reading)
    return AnswerRow(
        reading=reading,
        state=(State.OPEN if waits else State.DONE) if second else reading.state,
        look="" if second else reading.look,
        last=last,
        marks=None if held is None else _worth(reading.part, held),
        second=second,
    )


def files(desk: Desk, pictures: Pictures, reading: Reading) -> list[File]:
    """Return what is attached to an answer, drawn where it can be."""
    found = []
    for number, (path, name) in enumerate(reading.answer.files.items()):
        suffix = PurePosixPath(path).suffix.lower()
        body = desk.handed_in.file(name)
        is_text = suffix in TEXTS
        text = clipped(body.decode("utf-8", "replace"), _LONGEST_FILE)
        found.append(
            File(
                number=number,
                path=path,
                suffix=suffix,
                text=with_formulas(text) if is_text else None,
                drawn=Drawn() if is_text else pictures.of(body, path),
            )
        )
    return found


def can_undo(desk: Desk, reading: Reading) -> bool:
    """Whether the last verdict on an answer is this marker's."""
    last = reading.last(second=desk.gives_second(reading))
    return last is not None and last.by == desk.marker


def _opinions(part: Part, reading: Reading) -> list[tuple[str, Verdict, Decimal]]:
    entries = [reading.last(second=second) for second in (False, True)]
    return [
        (entry.by, entry.verdict, _worth(part, entry.verdict))
        for entry in entries
        if entry is not None and entry.verdict is not None
    ]


def _worth(part: Part, verdict: Verdict) -> Decimal:
    return worth(part, as_mark(verdict, ""))
