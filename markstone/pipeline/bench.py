"""Where jobs are done: a station that is opened when the first one comes."""

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from markstone.course import Paper
from markstone.grading import (
    Station,
    check_reference,
    open_station,
    tell_of_wall,
)
from markstone.ledger import Plan
from markstone.model import Evidence
from markstone.ports import Progress
from markstone.sandbox import choosing
from markstone.sandbox.wall import Tier


class Bench:
    """One paper's station for jobs of any thread; none is started without a job."""

    def __init__(
        self,
        paper: Paper,
        tier: Tier | None,
        progress: Progress,
        *,
        seed: str,
        apart: Sequence[Path],
    ) -> None:
        """Remember what opening the station takes.

        Args:
            paper: the assignment and its files.
            tier: how strong a wall; None for the strongest that holds here.
            progress: is told what is being done.
            seed: mixed into the inputs of hidden cases.
            apart: what must not be readable from behind the wall.
        """
        self.paper = paper
        self._asked = tier
        self._tier = tier or choosing.likely()
        self._progress = progress
        self._seed = seed
        self._apart = apart
        self._lock = threading.Lock()
        self._station: Station | None = None
        self._said: set[str] = set()
        self._examined = 0
        self._started = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._station is not None:
            self._station.close()

    @property
    def facts(self) -> dict[str, object]:
        """What was done in this run, for its record."""
        return {"examined": self._examined, "processes_started": self._started}

    @property
    def tier(self) -> Tier:
        """The tier in use; before the station is open, the one to expect."""
        return self._station.tier if self._station else self._tier

    def opens_otherwise(self) -> bool:
        """Open the station, and return whether its tier is not the expected one.

        Raises:
            MarkstoneError: as :meth:`open` does.
        """
        return self.open().tier is not self._tier

    def open(self) -> Station:
        """Return the station; the first call starts it and grades the reference.

        Raises:
            AssetError: a shipped file is missing or was changed.
            SandboxError: the wall cannot be built, or does not hold.
            RubricError: the graders cannot be loaded, or the reference does not
                earn every machine mark.
        """
        with self._lock:
            if self._station is None:
                self._progress.say("Starting the wall and the examiner")
                self._station = open_station(
                    self.paper, self._asked, seed=self._seed, secrets=self._apart
                )
                tell_of_wall(self._station, self._progress)
                self._progress.say("Grading the reference, which must earn every mark")
                check_reference(self.paper, self._station)
            return self._station

    def examine(self, plan: Plan, tape: bytes) -> Evidence:
        """Run what a plan asks for, from the tape as far as that goes."""
        seen = self.open().grade(plan.submission, plan.asked, tape)
        with self._lock:
            self._examined += 1
            self._started += seen.started
        return seen

    def say_once(self, sentence: str) -> None:
        """Tell what is being done now, the first time."""
        with self._lock:
            if sentence not in self._said:
                self._said.add(sentence)
                self._progress.say(sentence)
