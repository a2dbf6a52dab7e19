"""Which steps from line to line a call takes: what a fuzzer is guided by."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

Arc = tuple[str, int, int]
_MOST = 8


class Arcs:
    """Collects the arcs inside one folder of source while it watches.

    Once, twice, four times and so on are different: a loop that runs longer than
    ever before is as new as a line that never ran.
    """

    def __init__(self, folder: Path) -> None:
        self._inside = str(folder)
        self.known: set[tuple[Arc, int]] = set()
        self._fresh: Counter[Arc] = Counter()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note every arc that is taken inside the ``with``."""
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            yield
        finally:
            sys.settrace(before)

    def keep(self) -> bool:
        """Remember what was noted since the last time; whether any was new."""
        fresh = {
            (arc, min(times.bit_length(), _MOST)) for arc, times in self._fresh.items()
        }
        new = not fresh <= self.known
        self.known |= fresh
        self._fresh.clear()
        return new

    def _enter(self, frame: FrameType, _: str, __: object) -> Callable[..., Any] | None:
        code = frame.f_code
        if not code.co_filename.startswith(self._inside):
            return None
        name = f"{code.co_filename}:{code.co_firstlineno}"
        last = 0

        def step(frame: FrameType, event: str, _: object) -> Callable[..., Any]:
            nonlocal last
            now = frame.f_lineno if event == "line" else -1
            self._fresh[name, last, now] += 1
            last = now
            return step

        return step
