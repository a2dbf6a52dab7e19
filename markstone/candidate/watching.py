"""What all processes of one check use together, looked at from outside them.

The kernel's own limits hold for one process each. The keeper is the first process of
the submission's namespace: whatever else its ``/proc`` shows belongs to the check.
"""

import math
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markstone.candidate.settings import Allowance

MEMORY, COMPUTING = "memory", "computing"
_PAUSE_SECONDS = 0.1
_REST = 4
"""How many times as long as a look took nothing is looked at."""
_MOST_TOLD = 1 << 16
_MOST_DOUBTS = 5
"""How many looks in a row may see too much while processes come and go."""
_TICKS = os.sysconf("SC_CLK_TCK")
_LOWEST_PRIORITY = 19
_STEP_OF_PRIORITY = 1.25
"""How much more of a processor each step of nice(2) leaves to others."""


@dataclass(slots=True)
class Watch:
    """Looks at the processes of a check from time to time."""

    allowance: Allowance
    pause: float = _PAUSE_SECONDS
    """Seconds until the next look is due."""
    _nice: int = 0
    _doubts: int = 0

    def look(self) -> str:
        """Return what is used beyond the allowance: memory, computing or nothing.

        A check with more than one thread of execution is lowered in priority, so
        that all together weigh about as much as one of a neighbour's.
        """
        start = time.process_time()
        try:
            return self._look()
        finally:
            took = time.process_time() - start
            self.pause = max(_PAUSE_SECONDS, _REST * took)

    def _look(self) -> str:
        stats = _running()
        if sum(map(_computed, stats.values())) > self.allowance.cpu_seconds:
            return COMPUTING
        threads = sum(int(stat[17]) for stat in stats.values())
        if threads > 1:
            self._lower(stats, threads)
        # A single process is held by the kernel's own limit.
        most = self.allowance.total_memory_bytes
        if len(stats) > 1 and _resident(stats) > most and self._holds_more(most):
            return MEMORY
        return ""

    def _holds_more(self, most: int) -> bool:
        before = _running().keys()
        # What this process holds is torch's own, which all of them share.
        if _proportional(before) - _resident([os.getpid()]) <= most:
            self._doubts = 0
            return False
        # What one that ended meanwhile shared was counted for it and for the others.
        self._doubts += 1
        return before == _running().keys() or self._doubts > _MOST_DOUBTS

    def _lower(self, pids: Iterable[int], threads: int) -> None:
        steps = math.ceil(math.log(threads, _STEP_OF_PRIORITY))
        self._nice = max(self._nice, min(steps, _LOWEST_PRIORITY))
        for pid in pids:
            for thread in _numbers(f"/proc/{pid}/task"):
                try:
                    os.setpriority(os.PRIO_PROCESS, thread, self._nice)
                except OSError:
                    continue  # it has ended, or is lower already


def wait_for_others(pid: int, *, alone: bool) -> float:
    """Return for how many seconds a check could have run and others did.

    Of several processes, the one counts that waited longest, without the time in
    which the rest of the check computed.

    Args:
        pid: the check's first process.
        alone: whether this process sees no others but those of the check.
    """
    pids = list(_others()) if alone else [pid]
    times = [time for one in pids if (time := _scheduled(one))]
    waited, ran = max(times, default=(0.0, 0.0))
    if len(times) < 2:
        return waited
    computed = sum(map(_computed, _running().values()))
    return max(waited - max(computed - ran, 0.0), 0.0)


def _scheduled(pid: int) -> tuple[float, float] | None:
    """Return for how many seconds a process waited for a processor, and ran."""
    try:
        ran, waited, *_ = _read(f"/proc/{pid}/schedstat").split()
    except (OSError, ValueError):
        return None  # it has ended, or this kernel does not count
    return int(waited) / 1e9, int(ran) / 1e9


def _others() -> list[int]:
    return [pid for pid in _numbers("/proc") if pid != os.getpid()]


def _running() -> dict[int, list[str]]:
    """Return what proc(5) tells of every process that has not ended, by its id."""
    stats = {pid: _stat(pid) for pid in _others()}
    return {pid: stat for pid, stat in stats.items() if stat and stat[0] not in "ZX"}


def _numbers(folder: str) -> Iterator[int]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 (twenty times a second)
    except OSError:
        return
    yield from (int(name) for name in names if name.isdigit())


def _stat(pid: int) -> list[str]:
    """Return what proc(5) tells of a process after its name; empty once it is gone."""
    try:
        return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    except OSError:
        return []


def _read(path: str) -> str:
    """Return what one of the kernel's files tells, in one look at it."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        # A process may give itself any name, text or not.
        return os.read(fd, _MOST_TOLD).decode(errors="replace")
    finally:
        os.close(fd)


def _computed(stat: list[str]) -> float:
    # Of itself and of the children whose end it was told.
    return sum(map(int, stat[11:15])) / _TICKS


def _resident(pids: Iterable[int]) -> int:
    """Return an upper bound: what processes share is counted for each of them."""
    names = ("RssAnon", "RssShmem", "VmSwap")
    return sum(_sum_of(f"/proc/{pid}/status", names) for pid in pids)


def _proportional(pids: Iterable[int]) -> int:
    """Return what the processes hold, with shared memory divided among its users."""
    names = ("Pss_Anon", "Pss_Shmem", "SwapPss")
    # A process may close this file to others; that must not make it weigh nothing.
    return sum(
        _sum_of(f"/proc/{pid}/smaps_rollup", names) or _resident([pid]) for pid in pids
    )


def _sum_of(path: str, names: tuple[str, ...]) -> int:
    try:
        lines = _read(path).splitlines()
    except OSError:
        return 0
    pairs = dict(line.split(":", 1) for line in lines if ":" in line)
    return sum(int(pairs[name].split()[0]) << 10 for name in names if name in pairs)
