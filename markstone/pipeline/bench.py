"""Where jobs are done: a place that is opened when the first one comes."""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from markstone.course import Paper
from markstone.grading import (
    Station,
    check_reference,
    open_station,
    tell_of_wall,
)
from markstone.ledger import Plan
from markstone.model import Evidence, Submission
from markstone.ports import Progress
from markstone.sandbox import choosing
from markstone.sandbox.wall import Tier


class Place(Protocol):
    """Where submissions to one paper are graded: a station, or many elsewhere."""

    @property
    def tier(self) -> Tier:
        """How strongly student code is walled in there."""

    def grade(
        self, submission: Submission, only: Collection[tuple[str, str]], tape: bytes
    ) -> Evidence:
        """Examine a submission on some checks, in any thread."""

    def close(self) -> None:
        """Leave nothing running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What opening a station takes, on this machine or on another."""

    paper: Paper
    tier: Tier | None
    """How strong a wall; None for the strongest that holds."""
    seed: str
    """Mixed into the inputs of hidden cases."""
    apart: Sequence[Path]
    """What must not be readable from behind the wall."""


def open_here(order: Order, progress: Progress) -> Station:
    """Open a station on this machine and grade the reference.

    Raises:
        AssetError: a shipped file is missing or was changed.
        SandboxError: the wall cannot be built, or does not hold.
        RubricError: the graders cannot be loaded, or the reference does not
            earn every machine mark.
    """
    progress.say("Starting the wall and the examiner")
    station = open_station(
        order.paper, order.tier, seed=order.seed, secrets=order.apart
    )
    try:
        tell_of_wall(station, progress)
        progress.say("Grading the reference, which must earn every mark")
        check_reference(order.paper, station)
    except BaseException:
        station.close()
        raise
    return station


class Bench:
    """One paper's place for jobs of any thread; none is opened without a job."""

    def __init__(
        self,
        order: Order,
        progress: Progress,
        open_place: Callable[[], tuple[Place, int]],
        at_once: int,
    ) -> None:
        """Remember what opening the place takes.

        Args:
            order: what for.
            progress: is told what is being done.
            open_place: opens it, and says how many submissions it takes at a time.
            at_once: how many, before it is open.
        """
        self.paper = order.paper
        self.at_once = at_once
        self._tier = order.tier or choosing.likely()
        self._open_place = open_place
        self._progress = progress
        self._lock = threading.Lock()
        self._place: Place | None = None
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
        if self._place is not None:
            self._place.close()

    @property
    def facts(self) -> dict[str, object]:
        """What was done in this run, for its record."""
        return {"examined": self._examined, "processes_started": self._started}

    @property
    def tier(self) -> Tier:
        """The tier in use; before the place is open, the one to expect."""
        return self._place.tier if self._place else self._tier

    def opens_otherwise(self) -> bool:
        """Open the place, and return whether its tier is not the expected one.

        Raises:
            MarkstoneError: as :meth:`open` does.
        """
        return self.open().tier is not self._tier

    def open(self) -> Place:
        """Return the place; the first call opens it.

        Raises:
            MarkstoneError: it cannot be opened.
        """
        with self._lock:
            if self._place is None:
                self._place, self.at_once = self._open_place()
            return self._place

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
