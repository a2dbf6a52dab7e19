"""Which references a case works with: the real ones, noted ones, or notes alone."""

from pathlib import Path
from typing import Any

from markstone.answers.key import AnswerKey
from markstone.briefing import ExaminerSettings
from markstone.examiner.noting import NotedReferences, Pad, RecalledReferences
from markstone.examiner.reference import References
from markstone.examiner.tools import CaseName, Tools
from markstone.model import Typed
from markstone.recollection import Case, Memoir, Notes


class Library:
    """Lends references and answer keys to one case after the other."""

    def __init__(self, settings: ExaminerSettings, references: References) -> None:
        """Read the notes, where they stand in for the references.

        Raises:
            MarkstoneError: the notes cannot be read.
        """
        self._settings = settings
        self._references = references
        self._data = Path(settings.template) / "data"
        self._memoir = Memoir.read(Path(settings.notes)) if settings.notes else None
        self._pads: dict[Case, Pad] = {}
        self._keys: dict[str, _Watched] = {}

    def lend(self, name: CaseName, tools: Tools) -> None:
        """Give a case what it asks for as ``reference`` and ``right``."""
        seed = tools.conversation.seed
        if self._memoir is not None:
            notes = Notes(list(self._memoir.cases.get(name.key, ())))
            given = self._references.seeded(seed).given
            tools.references = RecalledReferences(notes, given, self._data)
            key = self._memoir.keys.get(name.question, {})
            tools.right = AnswerKey(name.question, key)
        elif self._settings.noting:
            pad = self._pads[name.key] = Pad(self._data)
            tools.references = NotedReferences(self._references.seeded(seed), pad)
            watched = self._keys.setdefault(
                name.question, _Watched(self._settings.keys.get(name.question, {}))
            )
            tools.right = AnswerKey(name.question, watched)

    def noted(self) -> bytes:
        """Return what was asked and answered since the last time."""
        cases = {case: pad.notes for case, pad in self._pads.items()}
        keys = {
            stem: {field: watched[field] for field in sorted(watched.read)}
            for stem, watched in self._keys.items()
            if watched.read
        }
        self._pads, self._keys = {}, {}
        return Memoir(cases=cases, keys=keys).pack()


class _Watched(dict[str, Typed]):
    """An answer key that remembers which of its fields were read."""

    def __init__(self, fields: Any) -> None:
        super().__init__(fields)
        self.read: set[str] = set()

    def __getitem__(self, field: str) -> Typed:
        self.read.add(field)
        return super().__getitem__(field)
