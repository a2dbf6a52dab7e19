"""A station of plain processes, for one's own code on any system that has Python."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from markstone.briefing import GO, Examinee, ExaminerSettings
from markstone.errors import RubricError
from markstone.grading.station import (
    Station,
    messages_to_the_last,
    next_message,
)
from markstone.sandbox.portable import Switchboard
from markstone.sandbox.unwrapped import copied
from markstone.sandbox.wall import Tier
from markstone.wire import frames, messages

_START_SECONDS = 180.0
_MODULE = "markstone.examiner.portable"


class PortableStation(Station):
    """One examiner process, which starts another for each check: no fork, no wall."""

    def __init__(  # (as its parent, and nothing of what that starts)
        self,
        given: Mapping[str, Sequence[Path]],
        settings: ExaminerSettings,
        *,
        preload: Sequence[str] = (),
    ) -> None:
        """Start the examiner.

        Args:
            given: for each assignment what its students received ready-made.
            settings: the assignment.
            preload: what to import beforehand.

        Raises:
            SandboxError: it did not start.
            RubricError: the public checks cannot be loaded.
        """
        self._scratch = Path(tempfile.mkdtemp(prefix="markstone-"))
        places = copied(self._scratch, given)
        self._settings = replace(settings, given_behind=places[settings.assignment])
        self._preload = preload
        self._generation = 0
        self._begin()

    @property
    def tier(self) -> Tier:
        """There is no wall."""
        return Tier.NONE

    def close(self) -> None:
        """End the examiner and remove what was copied."""
        self._end()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _begin(self) -> None:
        board = Switchboard()
        self._child = board.start(_MODULE, self._preload)
        try:
            self._line = board.hear(self._child)
        except BaseException:
            self._child.end()
            raise
        finally:
            board.close()
        wait = frames.until(time.monotonic() + _START_SECONDS)
        messages.send(self._line, self._settings.to_plain(), wait=wait)
        try:
            kind, content = next_message(self._line, wait)
        except (TimeoutError, frames.ClosedError) as error:
            said = self._child.said(4_000)
            self._end()
            raise RubricError(f"The checks cannot be loaded:\n{said}") from error
        if kind != "ready":
            self._end()
            raise RubricError(f"The checks cannot be loaded:\n{content}")
        self._found = {(question, check) for question, check in content}

    def _end(self) -> None:
        self._line.close()
        with suppress(Exception):  # it ends its processes when the line is cut
            self._child.process.wait(5)
        self._child.end()

    def _messages(
        self, examinee: Examinee, word: bytes = GO
    ) -> Iterator[tuple[str, Any]]:
        del word  # nothing is forked
        wait = self._patience()
        messages.send(self._line, examinee.to_plain(), wait=wait)
        try:
            kind, content = next_message(self._line, wait)
            if kind != "hello":
                yield kind, content
                return
            yield from messages_to_the_last(self._line, wait)
        except TimeoutError:
            self._child.process.kill()
            raise

    def _stands(self) -> bool:
        return False  # a run that was broken off leaves pytest in the middle of it

    def _restart(self, generation: int) -> None:
        if self._generation == generation:
            self._end()
            self._begin()
            self._generation += 1
