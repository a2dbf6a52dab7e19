"""Count marks into a gradebook, from the results folder alone."""

from dataclasses import replace
from pathlib import Path

from markstone import evidence, marking, pictures, reports
from markstone.errors import MarkstoneError
from markstone.marks.given import given, human_parts
from markstone.marks.handed_in import HandedIn, Sheet
from markstone.marks.store import Slot, Store
from markstone.model import Assignment, Evidence, Gradebook, Scorecard, Status


class Counting:
    """A gradebook that is kept up to date while people mark."""

    def __init__(self, assignment: Assignment, folder: Path) -> None:
        """Look into the folder of an assignment; nothing is written yet.

        Args:
            assignment: what the rubric says now.
            folder: of the assignment, in the results.
        """
        self._assignment = assignment
        self._folder = folder
        self._store = Store(folder, assignment.name)
        self._handed_in = HandedIn(folder)
        self._cards: dict[str, tuple[object, Scorecard]] = {}

    def update(self) -> Gradebook:
        """Write gradebook and reports with all marks that lie there.

        Nothing of a student's runs. Only whose marks changed since the last call
        is marked again.

        Raises:
            MarkstoneError: the results are broken or locked.
            OSError: they cannot be written.
        """
        with self._store.locked():
            sheets = self._handed_in.sheets()
            changed = {
                name: (stamp, self._card(name, sheet))
                for name, sheet in sheets.items()
                if (stamp := self._stamp(name, sheet)) != self._cards.get(name, [0])[0]
            }
            brief = {n: (stamp, c.in_brief()) for n, (stamp, c) in changed.items()}
            known = {n: card for n, card in self._cards.items() if n in sheets}
            self._cards = dict(sorted((known | brief).items()))
            cards = tuple(card for _, card in self._cards.values())
            gradebook = Gradebook(assignment=self._assignment, scorecards=cards)
            fresh = (card for _, card in changed.values())
            reports.write_changed(gradebook, fresh, self._folder)
            return gradebook

    def _card(self, name: str, sheet: Sheet) -> Scorecard:
        submission = self._handed_in.submission(sheet, self._assignment.name)
        human = given(self._store, sheet.student, self._assignment)
        seen = self._seen(name, sheet)
        card = marking.mark(self._assignment, submission, seen, human)
        return replace(card, pictures=pictures.kept_in(self._folder, name))

    def _seen(self, name: str, sheet: Sheet) -> Evidence:
        path = self._evidence(name)
        if sheet.status in {Status.UNREADABLE, Status.NOT_SUBMITTED}:
            return Evidence(student=sheet.student)
        try:
            return evidence.load(path.read_bytes())
        except OSError as error:
            raise MarkstoneError(
                f"{path} cannot be read. Grade the class again: what is finished is "
                "not run again."
            ) from error

    def _evidence(self, name: str) -> Path:
        return self._folder / "evidence" / f"{name}.json"

    def _stamp(self, name: str, sheet: Sheet) -> object:
        """Return what is another thing once something of a student changed."""
        slots = [
            Slot(student=sheet.student, question=q.stem, part=part.id, second=second)
            for q, part in human_parts(self._assignment)
            for second in (False, True)
        ]
        path = self._evidence(name)
        seen = path.stat().st_mtime_ns if path.is_file() else 0
        return seen, sheet, [self._store.record(slot).revision for slot in slots]
