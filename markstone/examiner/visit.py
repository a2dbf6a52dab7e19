"""What lasts over the checks of one submission."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from markstone.briefing import Examinee, ExaminerSettings
from markstone.candidate.settings import Bundle
from markstone.examiner.allowing import allowance
from markstone.examiner.failures import StudentFailure
from markstone.examiner.shortcuts import Reading
from markstone.model import Limits
from markstone.sandbox.link import KeeperLink, WorkerLink
from markstone.sandbox.portable import PlainKeeper, PlainWorker
from markstone.tape import Case, Key

_CELL = re.compile(rb"# (cell \d+)")
"""What stands above the code of each cell, where it was made of a notebook."""


@dataclass(slots=True)
class Visit:
    """What lasts over the checks of one submission."""

    open_keeper: Callable[[Bundle], KeeperLink | PlainKeeper]
    """Takes the submission to where its code runs."""
    settings: ExaminerSettings
    examinee: Examinee
    spent: float = 0.0
    """Seconds that the student's code has taken so far."""
    received: int = 0
    """Bytes of all replies so far."""
    callbacks: int = 0
    """How often lent functions were called so far."""
    broken: dict[str, StudentFailure] = field(default_factory=dict)
    """Modules whose import failed; nobody tries again."""
    earlier: dict[Key, Case] = field(default_factory=dict)
    """What an earlier run asked and was told, to be told again."""
    started: int = 0
    """Processes that were started for the student's code."""
    reading: Reading = field(init=False)
    """The student's source, where a question forbids something."""
    _keeper: KeeperLink | PlainKeeper | None = None

    def __post_init__(self) -> None:
        told = self.examinee
        self.reading = Reading(told.files, told.modules, self.settings.given)

    def start_worker(self, limits: Limits) -> WorkerLink | PlainWorker:
        """Start a process for one check, which may use so much.

        Raises:
            SandboxError: the wall or the keeper is gone.
        """
        if self._keeper is None:
            bundle = Bundle(
                files=self.examinee.files,
                modules=self.examinee.modules,
                given=self.settings.given_behind,
                given_modules=self.settings.given,
            )
            self._keeper = self.open_keeper(bundle)
        self.started += 1
        return self._keeper.start(
            allowance(limits),
            keep=limits.output_bytes,
            flood=limits.flood_bytes,
            reply=limits.reply_bytes,
        )

    def in_cells(self, trace: list[Any]) -> list[Any]:
        """Return a trace whose places in code made of a notebook name the cells."""
        return [self._in_cell(place) for place in trace]

    def _in_cell(self, place: Any) -> Any:
        match place:
            case [str() as file, int() as line, str() as function]:
                lines = self.examinee.files.get(file, b"").splitlines()[:line]
                for number in range(len(lines), 0, -1):
                    if found := _CELL.fullmatch(lines[number - 1]):
                        return [found[1].decode(), line - number, function]
            case _:
                pass
        return place

    def close(self) -> None:
        """End everything of this submission behind the wall."""
        if self._keeper is not None:
            self._keeper.close()
