"""Run a command and tell what it and everything that it started has cost.

This process takes in the orphans of what it runs (Linux: `PR_SET_CHILD_SUBREAPER`),
so that the kernel's own accounts hold processes, too, whose parent did not wait for
them, and what a tool leaves behind is seen and ended. One command at a time.
"""

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_SET_CHILD_SUBREAPER = 36
_TICKS = os.sysconf("SC_CLK_TCK")
_LINGER_SECONDS = 3.0
"""How long a process may outlive the command before it counts as left behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of what a command printed."""

    text: str
    wall: float
    """Seconds since the start."""
    cpu: float
    """Seconds that all processes have computed by then; 0 unless it was watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command cost."""

    wall: float
    """Seconds until the command itself had ended."""
    cpu: float
    """Seconds of all its processes."""
    code: int
    """The exit code; negative after a signal."""
    was_killed: bool
    """Whether it had to be ended."""
    orphans: int
    """How many processes it left behind."""
    host_mib: float
    """The most that the command's own process held; 0 unless watched."""
    tree_mib: float
    """The most that all processes held together, shared pages once; 0 as above."""
    lines: tuple[Line, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is looked at while a command runs; looking costs time of its own."""

    memory: bool = False
    cpu_at: str = ""
    """Lines that contain this are given the CPU seconds so far."""


def run(
    command: Sequence[str],
    *,
    folder: Path,
    env: Mapping[str, str],
    seconds: float,
    watch: Watch | None = None,
) -> Cost:
    """Run a command to its end, or end it and all that it started.

    Args:
        command: the command line.
        folder: where it runs.
        env: its whole environment.
        seconds: after which it is ended.
        watch: what to look at meanwhile.

    Raises:
        OSError: the command cannot be started.
    """
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 (the benchmark's own commands)
        command,
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    meanwhile = _Meanwhile(process, start, watch or Watch())
    ended = threading.Timer(seconds, meanwhile.end)
    ended.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    ended.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    orphans, late = _take_in()
    meanwhile.join()
    return Cost(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime + late,
        code=process.returncode,
        was_killed=meanwhile.was_killed,
        orphans=orphans,
        host_mib=meanwhile.host_mib,
        tree_mib=meanwhile.tree_mib,
        lines=tuple(meanwhile.lines),
    )


class _Meanwhile:
    """Two threads beside a command: one reads what it prints, one looks at memory."""

    def __init__(
        self, process: subprocess.Popen[bytes], start: float, watch: Watch
    ) -> None:
        self.lines: list[Line] = []
        self.host_mib = self.tree_mib = 0.0
        self.was_killed = False
        self._process = process
        self._start = start
        self._watch = watch
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._read)]
        if watch.memory:
            self._threads.append(threading.Thread(target=self._look))
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """End the command and everything that it started."""
        self.was_killed = True
        for pid in descendants():
            _kill(pid)

    def join(self) -> None:
        """Wait for both, once nobody is left who could print."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        if self._process.stdout is None:
            return
        with self._process.stdout as printed:
            for line in printed:
                text = line.decode("utf-8", "replace").rstrip()
                asked = self._watch.cpu_at and self._watch.cpu_at in text
                cpu = sum(_computed(pid) for pid in descendants()) if asked else 0.0
                wall = time.monotonic() - self._start
                self.lines.append(Line(text=text, wall=wall, cpu=cpu))

    def _look(self) -> None:
        while not self._over.is_set():
            begun = time.monotonic()
            self.host_mib = max(self.host_mib, _most_held(self._process.pid))
            tree = sum(_held(pid) for pid in descendants())
            self.tree_mib = max(self.tree_mib, tree)
            # Looking takes at most a twentieth of one core.
            self._over.wait(max(0.05, 20 * (time.monotonic() - begun)))


def descendants() -> list[int]:
    """Return every process that this one started, directly or not."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and (told := _stat(int(path.name))):
            children.setdefault(int(told[1]), []).append(int(path.name))
    found: list[int] = []
    todo = children.get(os.getpid(), [])
    while todo:
        found += todo
        todo = [child for pid in todo for child in children.get(pid, [])]
    return found


def _take_in() -> tuple[int, float]:
    """Wait for what outlives a command and end what does not end by itself.

    Returns:
        How many had to be ended, and the CPU seconds of all who came in.
    """
    cpu, orphans = 0.0, 0
    deadline = time.monotonic() + _LINGER_SECONDS
    while True:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return orphans, cpu
        if pid:
            cpu += usage.ru_utime + usage.ru_stime
            continue
        if time.monotonic() > deadline:
            left = descendants()
            orphans += len(left)
            for one in left:
                _kill(one)
            deadline += _LINGER_SECONDS
        time.sleep(0.01)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the name."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _computed(pid: int) -> float:
    """Return the CPU seconds of a process and of the children it waited for."""
    return sum(int(ticks) for ticks in _stat(pid)[11:15]) / _TICKS


def _held(pid: int) -> float:
    """Return the MiB that a process holds; a page that n share counts 1 / n."""
    return _field(f"/proc/{pid}/smaps_rollup", "Pss:")


def _most_held(pid: int) -> float:
    """Return the most MiB that a process has held so far."""
    return _field(f"/proc/{pid}/status", "VmHWM:")


def _field(path: str, name: str) -> float:
    with suppress(OSError):
        for line in Path(path).read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0
