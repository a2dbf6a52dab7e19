"""A worker's line: how long it is waited for, and what ends the wait."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import pytest

from markstone.errors import SandboxError
from markstone.sandbox.link import (
    CallTimeoutError,
    KeeperLink,
    WorkerDiedError,
    WorkerLink,
)
from markstone.sandbox.patience import Patience
from markstone.wire import frames


@dataclass
class Keeper(KeeperLink):
    """Says what it is told to say, whatever it is asked."""

    _sock: socket.socket = field(default_factory=socket.socket)
    says: list[Any] = field(default_factory=list)

    def ask_waited(self) -> Any:
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]


@pytest.fixture
def line() -> Iterator[tuple[Keeper, WorkerLink, socket.socket]]:
    keeper = Keeper(says=[["waited", 0.0]])
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    ours.setblocking(False)
    os.set_blocking(reading, False)
    with closing(ours), closing(theirs), closing(keeper._sock):
        yield keeper, WorkerLink(keeper, ours, reading, 10, 10, 100), theirs
    os.close(reading)
    os.close(writing)


def waited_for(worker: WorkerLink, end: float, latest: float) -> float:
    """Return after how many seconds nobody waits any longer."""
    start = time.monotonic()
    with pytest.raises(CallTimeoutError):
        worker.exchange([], Patience(end=start + end, latest=start + latest))
    return time.monotonic() - start


def test_a_process_that_had_the_processor_has_its_time_and_no_more(line: Any) -> None:
    _, worker, _ = line

    assert 0.05 <= waited_for(worker, 0.05, 5.0) < 4.0


def test_a_process_that_waited_for_a_processor_has_that_time_on_top(line: Any) -> None:
    keeper, worker, _ = line
    keeper.says = [["waited", 0.3]]

    assert 0.35 <= waited_for(worker, 0.05, 9.0) < 8.0


def test_nothing_is_waited_for_beyond_the_latest(line: Any) -> None:
    keeper, worker, _ = line
    keeper.says = [["waited", 1000.0]]

    assert 0.2 <= waited_for(worker, 0.05, 0.2) < 8.0


def test_an_answer_that_comes_in_the_time_on_top_is_taken(line: Any) -> None:
    keeper, worker, theirs = line
    keeper.says = [["waited", 9.0]]
    start = time.monotonic()
    frames.send(theirs, [b"late"])

    payload = worker.exchange([], Patience(end=start - 1, latest=start + 9))

    assert bytes(payload) == b"late"


def test_a_process_that_ended_meanwhile_is_told_as_such(line: Any) -> None:
    keeper, worker, _ = line
    keeper.says = [["ended", 9, 1.5, 0.5, "memory"]]
    start = time.monotonic()

    with pytest.raises(WorkerDiedError):
        worker.exchange([], Patience(end=start, latest=start + 9))
    assert worker._end(0.0).excess == "memory"


@pytest.mark.parametrize(
    "said", [["ended"], ["ended", "9", 1.0, 1.0, ""], ["waited", "long"], "ended", 3]
)
def test_a_keeper_that_says_something_else_is_our_fault(said: Any, line: Any) -> None:
    keeper, worker, _ = line
    keeper.says = [said]
    start = time.monotonic()

    with pytest.raises(SandboxError, match="lost its process"):
        worker.exchange([], Patience(end=start, latest=start + 9))


def test_a_reply_of_the_largest_size_is_taken(line: Any) -> None:
    _, worker, theirs = line
    frames.send(theirs, [bytes(100)])

    assert len(worker.exchange([], time.monotonic() + 9)) == 100


def test_a_reply_that_is_larger_is_refused_before_it_is_read(line: Any) -> None:
    _, worker, theirs = line
    frames.send(theirs, [bytes(101)])

    with pytest.raises(frames.TooLargeError):
        worker.exchange([], time.monotonic() + 9)
