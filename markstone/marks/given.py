"""From what lies in the store to what marking counts."""

from collections.abc import Iterator
from decimal import Decimal

from markstone.marks.saved import Verdict
from markstone.marks.store import Record, Slot, Store
from markstone.model import (
    Assignment,
    Human,
    HumanMark,
    MarkedBy,
    Part,
    Place,
    Question,
)

_FLAGGED = "The marker asked for a second look."
_DIFFER = "Two markers differ."


def given(store: Store, student: str, assignment: Assignment) -> Human:
    """Return what people gave one student."""
    return dict(_marks(store, student, assignment))


def human_parts(assignment: Assignment) -> Iterator[tuple[Question, Part]]:
    """Yield every part that a person marks, in the rubric's order."""
    for question in assignment.questions:
        for part in question.parts:
            if part.marked_by is MarkedBy.HUMAN:
                yield question, part


def _marks(
    store: Store, student: str, assignment: Assignment
) -> Iterator[tuple[Place, HumanMark]]:
    for question, part in human_parts(assignment):
        slot = Slot(student=student, question=question.stem, part=part.id)
        first = store.record(slot)
        second = store.record(second_of(slot))
        mark = in_force(first, second)
        if mark is not None:
            yield (question.stem, part.id), mark


def second_of(slot: Slot) -> Slot:
    """Return the slot of the second opinion on the same answer."""
    return Slot(
        student=slot.student, question=slot.question, part=slot.part, second=True
    )


def in_force(first: Record, second: Record) -> HumanMark | None:
    """Return the mark that counts, and why somebody has to look again at it."""
    fault = first.fault or second.fault
    if first.fault:
        return HumanMark(look=fault, is_readable=False)
    last = first.last
    if last is None or last.verdict is None:
        return None
    looks = [
        fault,
        _FLAGGED if last.verdict.flagged else "",
        _DIFFER if are_apart(first, second) else "",
    ]
    return as_mark(last.verdict, last.answer, " ".join(filter(None, looks)))


def as_mark(verdict: Verdict, answer: str, look: str = "") -> HumanMark:
    """Return a verdict as marking reads it.

    Args:
        verdict: what a marker said.
        answer: the digest of the answer that it is about.
        look: why somebody has to look again.
    """
    return HumanMark(
        ticked=verdict.ticked,
        unticked=verdict.unticked,
        comment=verdict.comment,
        outside=verdict.outside,
        reason=verdict.reason,
        answer=answer,
        look=look,
    )


def are_apart(first: Record, second: Record) -> bool:
    """Whether two markers differ and nobody has settled it."""
    if first.last is None or first.verdict is None:
        return False
    if second.last is None or second.verdict is None:
        return False
    is_settled = first.last.settled == second.revision
    if is_settled or first.last.answer != second.last.answer:
        return False
    return _what_counts(first.verdict) != _what_counts(second.verdict)


def _what_counts(verdict: Verdict) -> tuple[frozenset[str], Decimal | None]:
    return frozenset(verdict.ticked), verdict.outside
