"""The gradebook follows the marks while people go on marking."""

import threading
from datetime import datetime

from markstone.errors import MarkstoneError
from markstone.marks.counting import Counting
from markstone.marks.store import now

_PAUSE_SECONDS = 0.3


class KeepingUp:
    """Updates the gradebook soon after the last of several marks, in a thread."""

    def __init__(self, counting: Counting) -> None:
        """Begin; the first update comes at once.

        Args:
            counting: what updates.
        """
        self._counting = counting
        self._wanted = threading.Event()
        self._ended = threading.Event()
        self.updated: datetime | None = None
        self.fault = ""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._wanted.set()
        self._thread.start()

    def wake(self) -> None:
        """Say that a mark was saved."""
        self._wanted.set()

    def end(self) -> None:
        """Update for the last time."""
        self._ended.set()
        self._wanted.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wanted.wait()
            self._ended.wait(_PAUSE_SECONDS)
            self._wanted.clear()
            try:
                self._counting.update()
                self.fault = ""
                self.updated = now()
            except (MarkstoneError, OSError) as error:
                self.fault = str(error)
