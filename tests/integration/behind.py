"""One submission behind a wall, as a test talks to it: a fresh process a question."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from markstone.candidate.settings import Allowance, Bundle
from markstone.errors import SandboxError
from markstone.sandbox.link import (
    CallTimeoutError,
    Ended,
    FloodError,
    KeeperLink,
    WorkerDiedError,
    WorkerLink,
)
from markstone.sandbox.wall import Tier, Wall
from markstone.wire import frames, values

KEEP = 64 << 10
FLOOD = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one question."""

    word: str
    """``ok``, ``error``, ``late``, ``flood``, ``died`` or ``garbled``."""
    value: Any
    """The value of ``ok``, ``[kind, type, message, frames]`` of ``error``."""
    output: str
    ended: Ended
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A submission of one file, ``guest.py``."""

    keeper: KeeperLink

    @classmethod
    @contextmanager
    def enter(cls, wall: Wall, source: str, **files: bytes) -> Iterator["Guest"]:
        """Let a submission in, and see to it that nothing of it stays."""
        bundle = Bundle(
            files={"guest.py": source.encode(), **files},
            modules={"guest": "guest.py"},
            given=next(iter(wall.given.values())),
            given_modules=(),
        )
        keeper = KeeperLink.open(wall.control, bundle)
        try:
            yield cls(keeper=keeper)
        finally:
            keeper.close()

    def ask(
        self, name: str, *args: object, seconds: float = 20.0, **limits: int
    ) -> Answer:
        """Call a function of the file in a process that nothing else has used.

        Args:
            name: the function.
            args: what it is called with, plain data.
            seconds: when the patience ends.
            limits: fields of the allowance that differ from the usual ones.
        """
        usual = {
            "cpu_seconds": 60,
            "memory_bytes": 1 << 30,
            "file_bytes": 32 << 20,
            "processes": 64,
        }
        allowance = Allowance(**usual | limits)
        worker = self.keeper.start(allowance, keep=KEEP, flood=FLOOD)
        start = time.monotonic()
        word, value = _exchange(worker, name, list(args), start + seconds)
        took = time.monotonic() - start
        ended = worker.finish(grace=5 if word == "died" else 0)
        return Answer(
            word=word, value=value, output=worker.output, ended=ended, seconds=took
        )


def _exchange(
    worker: WorkerLink, name: str, args: list[object], deadline: float
) -> tuple[str, Any]:
    target = values.Named(module="guest", name=name)
    parts = values.pack([7, "call", target, "", args, {}, 0], _same)
    try:
        number, word, *rest = values.unpack(worker.exchange(parts, deadline), _same)
    except CallTimeoutError:
        return "late", None
    except FloodError:
        return "flood", None
    except WorkerDiedError:
        return "died", None
    except (frames.WireError, ValueError, TypeError) as error:
        return "garbled", str(error)
    return (word, rest[0] if word == "ok" else rest) if number == 7 else ("stale", rest)


def _same(value: Any) -> Any:
    return value


def stands(tier: Tier, given: Path) -> Wall:
    """Start the wall of a tier, or skip the test loudly where the machine lacks it.

    Tiers named in ``MARKSTONE_REQUIRE_TIERS`` (``namespaces`` if it is not set) fail
    instead.
    """
    paths = [given / "given_module.py", given / "data"]
    try:
        wall = Wall.launch(tier, {"hw": [path for path in paths if path.exists()]})
        wall.greet()
    except SandboxError as error:
        required = os.environ.get("MARKSTONE_REQUIRE_TIERS", Tier.NAMESPACES)
        if tier in required.split(","):
            raise
        sys.stderr.write(f"\nTHE TIER {tier} IS NOT TESTED HERE: {error}\n")
        pytest.skip(f"this machine lacks the tier {tier}: {error}")
    return wall


def descendants(pid: int) -> set[int]:
    """Return every process below *pid*, whoever adopted it on the way."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                after_name = (path / "stat").read_text().rpartition(")")[2]
            except OSError:
                continue
            children.setdefault(int(after_name.split()[1]), []).append(int(path.name))
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return found


def is_alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return status not in "ZX"


def wait_until_gone(pids: set[int], seconds: float = 10.0) -> set[int]:
    """Return which of the processes are still alive after a while."""
    deadline = time.monotonic() + seconds
    left = {pid for pid in pids if is_alive(pid)}
    while left and time.monotonic() < deadline:
        time.sleep(0.02)
        left = {pid for pid in left if is_alive(pid)}
    return left


def open_descriptors() -> int:
    """Return how many descriptors this process holds."""
    return len(list(Path("/proc/self/fd").iterdir()))
