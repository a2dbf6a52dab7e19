"""A marker at work: what is there to mark, and what becomes of a verdict."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from markstone.errors import UsageError
from markstone.marking import worth
from markstone.marks.given import as_mark, human_parts
from markstone.marks.handed_in import HandedIn
from markstone.marks.pile import Pile, Reading, State, gather, is_for_two
from markstone.marks.saved import Did, Verdict
from markstone.marks.store import Change, OvertakenError, Record, Store, now
from markstone.marks.verdicts import repriced
from markstone.model import Assignment, Part, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprice:
    """What a change of the rubric's lines does to the mark of one answer."""

    reading: Reading
    before: Decimal
    after: Decimal
    added: tuple[str, ...]
    """Lines that were not there when it was marked; they count as not ticked."""
    removed: tuple[str, ...]
    """Lines that were ticked and are there no more."""


class Desk:
    """One assignment's answers, for one marker."""

    def __init__(
        self,
        assignment: Assignment,
        folder: Path,
        marker: str,
        *,
        share: float = 0.0,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Sit down.

        Args:
            assignment: what the rubric says.
            folder: of the assignment, in the results.
            marker: a name; the marks tell it.
            share: of the answers that two people mark, from 0 to 1.
            clock: what time it is.
        """
        self.assignment = assignment
        self.marker = marker
        self.share = share
        self.handed_in = HandedIn(folder)
        self._store = Store(folder, assignment.name, clock)

    def places(self) -> Iterator[tuple[Question, Part]]:
        """Yield every part that a person marks, in the rubric's order."""
        return human_parts(self.assignment)

    def pile(self, question: Question, part: Part) -> Pile:
        """Return the answers to a part as they and their marks lie there now.

        Raises:
            MarkstoneError: what the class wrote cannot be read.
        """
        sheets = self.handed_in.sheets().values()
        return gather(question, part, sheets, self._store, self.marker)

    def gives_second(self, reading: Reading) -> bool:
        """Whether this marker's verdict is the second opinion on an answer."""
        first, second = reading.last(second=False), reading.last(second=True)
        if reading.state is State.OPEN or first is None:
            return False
        if not is_for_two(reading, self.share):
            return False
        by = {e.by for r in reading.first for e in r.entries if e.did is Did.MARKED}
        return self.marker not in by and (
            second is None or second.verdict is None or second.by == self.marker
        )

    def waits(self, reading: Reading) -> bool:
        """Whether an answer waits for this marker."""
        if self.gives_second(reading):
            return any(record.verdict is None for record in reading.second)
        return reading.state is not State.DONE

    def save(
        self,
        reading: Reading,
        verdict: Verdict | None,
        seen: str,
        *,
        second: bool = False,
        did: Did = Did.MARKED,
    ) -> None:
        """Save a verdict for all who gave an answer.

        Args:
            reading: the answer as it lies there now.
            verdict: what the marker says.
            seen: the revision that the marker looked at.
            second: whether it is a second opinion.
            did: what the entry tells of.

        Raises:
            OvertakenError: somebody else was quicker; nothing was written.
            MarkstoneError: a file is broken, or the store stays locked.
            OSError: the folder cannot be written.
        """
        records = reading.records(second=second)
        if reading.revision(second=second) != seen:
            raise OvertakenError(_latest(records))
        self._store.save(
            [
                Change(
                    seen=record,
                    did=did,
                    answer=reading.answer.digest,
                    verdict=verdict,
                    settled=_settled(record, other, did),
                )
                for record, other in zip(records, reading.second, strict=True)
            ],
            self.marker,
        )

    def undo(self, reading: Reading, seen: str, *, second: bool = False) -> None:
        """Go back to what was there before this marker's last verdict.

        Raises:
            UsageError: the last verdict is not this marker's, or there is none.
            OvertakenError: somebody else was quicker; nothing was written.
            MarkstoneError: a file is broken, or the store stays locked.
            OSError: the folder cannot be written.
        """
        records = reading.records(second=second)
        last = reading.last(second=second)
        if last is None:
            raise UsageError("There is nothing to undo here.")
        if last.by != self.marker:
            raise UsageError(f"The last mark here is by {last.by}. Mark it anew.")
        if reading.revision(second=second) != seen:
            raise OvertakenError(_latest(records))
        changes = []
        own = [r for r in records if r.last is not None and r.last.at == last.at]
        for record in own:
            before = record.entries[-2] if len(record.entries) > 1 else None
            changes.append(
                Change(
                    seen=record,
                    did=Did.UNDID,
                    answer=before.answer if before else reading.answer.digest,
                    verdict=before.verdict if before else None,
                    settled=before.settled if before else "",
                )
            )
        self._store.save(changes, self.marker)

    def reprices(self, pile: Pile) -> list[Reprice]:
        """Say what the lines as they are now change in marks given before."""
        found = []
        for reading in pile.readings:
            last = reading.last(second=False)
            if last is None or last.verdict is None:
                continue
            old, new = last.verdict, repriced(pile.part, last.verdict)
            if (old.ticked, set(old.unticked)) != (new.ticked, set(new.unticked)):
                found.append(_reprice(pile.part, reading, old, new))
        return found

    def reprice(self, pile: Pile) -> int:
        """Apply the lines as they are now to all marks given before.

        Returns:
            how many answers it was.

        Raises:
            OvertakenError: somebody else was quicker with one of them.
            MarkstoneError: a file is broken, or the store stays locked.
            OSError: the folder cannot be written.
        """
        changed = self.reprices(pile)
        for change in changed:
            for second in (False, True):
                self._follow(change.reading, pile.part, second=second)
        return len(changed)

    def _follow(self, reading: Reading, part: Part, *, second: bool) -> None:
        records = reading.records(second=second)
        changes = [
            Change(
                seen=record,
                did=Did.REPRICED,
                answer=record.last.answer,
                verdict=repriced(part, record.verdict),
                settled=record.last.settled,
            )
            for record in records
            if record.last is not None and record.verdict is not None
        ]
        self._store.save(changes, self.marker)


def _settled(record: Record, second: Record, did: Did) -> str:
    if did is Did.SETTLED:
        return second.revision
    return record.last.settled if record.last else ""


def _latest(records: Sequence[Record]) -> Record:
    return max(records, key=lambda r: r.last.at.timestamp() if r.last else 0.0)


def _reprice(part: Part, reading: Reading, old: Verdict, new: Verdict) -> Reprice:
    seen = {*old.ticked, *old.unticked}
    names = {line.name for line in part.checks}
    digest = reading.answer.digest
    return Reprice(
        reading=reading,
        before=worth(part, as_mark(old, digest)),
        after=worth(part, as_mark(new, digest)),
        added=tuple(sorted(names - seen)),
        removed=tuple(sorted(old.ticked.keys() - names)),
    )
