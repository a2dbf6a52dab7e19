"""Processes of one's own code on systems without fork: plain, and one a check.

What is asked of them and how long they may take is as behind a wall; there is none.
Everything here works on Linux, macOS and Windows: sockets of this machine, a fresh
interpreter for each check, and the next one loading while a check runs.
"""

import os
import secrets
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from markstone.candidate.settings import Allowance, Bundle
from markstone.errors import SandboxError
from markstone.sandbox.link import (
    CallTimeoutError,
    Ended,
    FloodError,
    Parts,
    WorkerDiedError,
)
from markstone.sandbox.patience import Patience
from markstone.wire import frames, messages, values

START_SECONDS = 120.0
_LOOK_SECONDS = 0.1
_WAIT_SECONDS = 5.0
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(slots=True)
class Child:
    """A process of ours that calls back, with the word that it is known by."""

    process: subprocess.Popen[bytes]
    word: str
    output: IO[bytes]

    def said(self, most: int) -> str:
        """Return what it printed, no more than so many bytes."""
        self.output.seek(0)
        return self.output.read(most).decode("utf-8", "replace")

    def printed(self) -> int:
        """Return how many bytes it printed."""
        return os.fstat(self.output.fileno()).st_size

    def end(self) -> int:
        """End it and return its exit code."""
        self.process.kill()
        code = self.process.wait()
        self.output.close()
        return code


def _environment() -> dict[str, str]:
    """Return this user's, without what would make pytest or torch behave otherwise."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    own["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return own | dict.fromkeys(_THREADS, "1")


class Switchboard:
    """Starts processes, and connects each when it calls back; nobody else."""

    def __init__(self) -> None:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self._listener.settimeout(_LOOK_SECONDS)
        self._lines: dict[str, socket.socket | None] = {}

    def start(self, module: str, words: Sequence[str] = ()) -> Child:
        """Start a module of ours, which has to be heard.

        Args:
            module: its name.
            words: what else it is told.
        """
        word = secrets.token_hex(16)
        port = self._listener.getsockname()[1]
        output = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        process = subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-I", "-B", "-m", module, str(port)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=_environment(),
        )
        if process.stdin is not None:
            process.stdin.write(f"{' '.join([word, *words])}\n".encode())
            process.stdin.close()
        self._lines[word] = None
        return Child(process, word, output)

    def hear(self, child: Child) -> socket.socket:
        """Wait until a process calls; one that calls before its turn waits.

        Raises:
            SandboxError: it ended, or takes too long.
        """
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if line := self._lines[child.word]:
                del self._lines[child.word]
                return line
            if not self._accept() and child.process.poll() is not None:
                break
        said = child.said(4_000).strip().splitlines() or ["it is silent"]
        raise SandboxError(f"A process did not start: {said[-1]}")

    def close(self) -> None:
        """Let nobody call any more."""
        self._listener.close()
        for line in self._lines.values():
            if line is not None:
                line.close()

    def _accept(self) -> bool:
        """Take a call, if there is one."""
        try:
            line, _ = self._listener.accept()
        except TimeoutError:
            return False
        line.setblocking(False)
        try:
            wait = frames.until(time.monotonic() + _WAIT_SECONDS)
            told = messages.unpack(frames.receive(line, wait=wait))
        except (TimeoutError, frames.ClosedError, frames.WireError):
            told = None
        match told:
            case ["hello", str() as word] if word in self._lines:
                self._lines[word] = line
            case _:
                line.close()
        return True


class Processes:
    """Starts a process for each check, one of them ahead."""

    def __init__(self, preload: Sequence[str] = ()) -> None:
        """Start the first one, which loads torch meanwhile.

        Args:
            preload: what to import besides.
        """
        self._board = Switchboard()
        self._preload = preload
        self._spare = self._start()

    def open(self, bundle: Bundle) -> "PlainKeeper":
        """Take a submission."""
        return PlainKeeper(self, bundle)

    def next(self) -> tuple[Child, socket.socket]:
        """Return a process that is ready, and have the next one get ready.

        Raises:
            SandboxError: it did not start.
        """
        child, self._spare = self._spare, self._start()
        return child, self._board.hear(child)

    def close(self) -> None:
        """End what was started ahead."""
        self._spare.end()
        self._board.close()

    def _start(self) -> Child:
        return self._board.start("markstone.candidate.portable", self._preload)


@dataclass(slots=True)
class PlainKeeper:
    """One submission."""

    processes: Processes
    bundle: Bundle

    def start(
        self,
        allowance: Allowance,
        *,
        keep: int,
        flood: int,
        reply: int = frames.MOST_BYTES,
    ) -> "PlainWorker":
        """Start a process for one check; see :meth:`.KeeperLink.start`.

        Raises:
            SandboxError: it did not start.
        """
        child, line = self.processes.next()
        room = Path(tempfile.mkdtemp(prefix="markstone-"))
        told = [str(room), self.bundle.to_plain(), asdict(allowance)]
        worker = PlainWorker(child, line, room, keep, flood, reply)
        worker.greet(values.pack(told, values.as_is))
        return worker

    def close(self) -> None:
        """Do nothing: every process ends with its check."""


@dataclass(slots=True)
class PlainWorker:
    """One check's process; as :class:`.WorkerLink`, without a keeper."""

    _child: Child
    _sock: socket.socket
    _room: Path
    _keep: int
    _flood: int
    _most: int
    waited: float = 0.0
    """Seconds that it waited for a processor: nobody counts them here."""
    ended: Ended | None = None
    output: str = field(default="")
    """What was printed, as far as it was kept; once it has ended."""

    def greet(self, told: Parts) -> None:
        """Hand it the submission and wait until it is ready.

        Raises:
            SandboxError: it is not.
        """
        try:
            self.exchange(told, time.monotonic() + START_SECONDS)
        except (WorkerDiedError, CallTimeoutError, frames.WireError) as error:
            self.finish()
            raise SandboxError(f"a worker did not start: {self.output}") from error

    def exchange(self, parts: Parts, deadline: float | Patience) -> memoryview:
        """Send a request and return its reply; see :meth:`.WorkerLink.exchange`.

        Raises:
            CallTimeoutError: no reply before *deadline*.
            FloodError: more output than allowed.
            WorkerDiedError: the process ended.
            WireError: the reply is no frame, or larger than allowed.
        """
        end = deadline if isinstance(deadline, float) else deadline.end

        def wait(sock: socket.socket, writing: bool) -> None:  # noqa: FBT001
            self._wait(sock, end, writing=writing)

        try:
            frames.send(self._sock, parts, wait=wait)
            return frames.receive(self._sock, wait=wait, most=self._most)
        except frames.ClosedError as error:
            raise WorkerDiedError from error

    def finish(self, grace: float = 0.0) -> Ended:
        """End it and return how it ended; see :meth:`.WorkerLink.finish`."""
        if self.ended is None:
            killed = self._runs_on(grace)
            if killed:
                self._child.process.kill()
                self._child.process.wait()
            self.output = self._printed()
            code = self._child.end()
            self.ended = Ended(status=_status(code), cpu_seconds=0.0, killed=killed)
            self._sock.close()
            shutil.rmtree(self._room, ignore_errors=True)
        return self.ended

    def _runs_on(self, grace: float) -> bool:
        try:
            self._child.process.wait(grace)
        except subprocess.TimeoutExpired:
            return True
        return False

    def _printed(self) -> str:
        text = self._child.said(self._keep)
        cut = self._child.printed() > self._keep
        return f"{text}\n… (more was printed)" if cut else text

    def _wait(self, sock: socket.socket, end: float, *, writing: bool) -> None:
        while True:
            left = min(end - time.monotonic(), _LOOK_SECONDS)
            if left <= 0:
                raise CallTimeoutError
            reading = [] if writing else [sock]
            if any(select.select(reading, [sock] if writing else [], [], left)[:2]):
                return
            if self._child.printed() > self._flood:
                raise FloodError


def _status(code: int) -> int:
    """Return an exit code as a wait status, where a signal is the low bits."""
    return -code if code < 0 else (code & 0xFF) << 8
