"""The trusted ends of the two lines that cross the wall.

A :class:`KeeperLink` is one submission; it starts a worker for each check. A
:class:`WorkerLink` is that worker: one request, one reply, never later than the
deadline, with what the student prints drained on the side. Payloads are bytes
here; who packs them decides whether tensors are known.
"""

import math
import os
import select
import socket
import time
from dataclasses import dataclass, field
from typing import Any

from markstone.candidate.settings import Allowance, Bundle
from markstone.errors import SandboxError
from markstone.sandbox.patience import Patience
from markstone.wire import frames, messages

_PATIENCE_SECONDS = 20.0
"""How long our own processes behind the wall may take to answer."""
_START_SECONDS = 120.0
"""How long they may take to answer at first: a sandbox may have to load torch."""

SILENT = "the keeper behind the wall does not answer"
"""What is said of one that may hang, and the zygote with it."""

Parts = list[bytes | memoryview]


class CallTimeoutError(TimeoutError):
    """The student's code did not answer before the deadline."""


class FloodError(Exception):
    """The student's code printed or sent more than it may."""


class WorkerDiedError(Exception):
    """The student's process ended in the middle of a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a worker ended."""

    status: int
    """A wait status, as of :func:`os.wait`."""
    cpu_seconds: float
    killed: bool = False
    """Whether it had to be ended from here."""
    waited: float = 0.0
    """Seconds for which it could have run and others had the processor."""
    excess: str = ""
    """What all its processes used too much of, ``memory`` or ``computing``."""

    @property
    def signal(self) -> int:
        """The signal that ended it, 0 when it exited by itself."""
        return self.status & 0x7F


@dataclass(slots=True)
class KeeperLink:
    """One submission behind the wall."""

    _sock: socket.socket
    _patience: float = _START_SECONDS

    @classmethod
    def open(cls, control: socket.socket, bundle: Bundle) -> "KeeperLink":
        """Ask the zygote for a keeper and hand it the submission.

        Raises:
            SandboxError: the zygote or the keeper is gone.
        """
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(control, [b"go"], [theirs.fileno()])
        except OSError as error:
            ours.close()
            raise SandboxError("the process behind the wall is gone") from error
        finally:
            theirs.close()
        ours.setblocking(False)
        link = cls(ours)
        try:
            link._tell(bundle.to_plain())
        except SandboxError:
            ours.close()
            raise
        return link

    def start(
        self,
        allowance: Allowance,
        *,
        keep: int,
        flood: int,
        reply: int = frames.MOST_BYTES,
    ) -> "WorkerLink":
        """Start a worker for one check.

        Args:
            allowance: what it may use.
            keep: how many bytes of its output are kept.
            flood: after how many it is stopped.
            reply: how many bytes one reply may have.

        Raises:
            SandboxError: the keeper is gone or could not fork.
        """
        ours, theirs = socket.socketpair()
        reading, writing = os.pipe()
        try:
            fds = (theirs.fileno(), writing)
            self._tell(["start", allowance.to_plain()], fds)
            self._hear_started()
        except SandboxError:
            ours.close()
            os.close(reading)
            raise
        finally:
            theirs.close()
            os.close(writing)
        ours.setblocking(False)
        os.set_blocking(reading, False)
        worker = WorkerLink(self, ours, reading, keep, flood, reply)
        worker.greet()
        return worker

    def _hear_started(self) -> None:
        if self.hear() != ["started"]:
            raise SandboxError("the keeper did not start a process")

    def kill(self) -> None:
        """Have the running worker killed; :meth:`hear` tells when it is gone."""
        self._tell(["kill"])

    def ask_waited(self) -> Any:
        """Ask how long the worker waited for a processor, and return what is said.

        That it has ended may be said instead.
        """
        self._tell(["waited"])
        return self.hear()

    def hears_within(self, seconds: float) -> bool:
        """Wait until the keeper has something to say, at most that long."""
        poll = select.poll()
        poll.register(self._sock, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def hear(self) -> Any:
        """Return the keeper's next message.

        Raises:
            SandboxError: it did not come.
        """
        try:
            payload = frames.receive(self._sock, wait=self._wait(), most=1 << 16)
            self._patience = _PATIENCE_SECONDS
            return messages.unpack(payload)
        except TimeoutError as error:
            raise SandboxError(SILENT) from error
        except (frames.ClosedError, frames.WireError) as error:
            raise SandboxError("the keeper behind the wall is gone") from error

    def close(self) -> None:
        """End the submission; the kernel ends whatever is left of it."""
        self._sock.close()

    def _tell(self, message: object, fds: tuple[int, ...] = ()) -> None:
        try:
            messages.send(self._sock, message, wait=self._wait(), fds=fds)
        except (frames.ClosedError, TimeoutError) as error:
            raise SandboxError("the keeper behind the wall is gone") from error

    def _wait(self) -> frames.Wait:
        return frames.until(time.monotonic() + self._patience)


@dataclass(slots=True)
class WorkerLink:
    """One check's process."""

    _keeper: KeeperLink
    _sock: socket.socket
    _output: int
    _keep: int
    _flood: int
    _most: int
    _kept: bytearray = field(default_factory=bytearray)
    _printed: int = 0
    received: int = 0
    """Bytes of all replies so far."""
    waited: float = 0.0
    """Seconds that it waited for a processor, as far as was asked."""
    ended: Ended | None = None
    _told: Ended | None = None
    """How it ended, where that was said before it was asked."""

    def greet(self) -> None:
        """Wait until the worker has given up its rights and is ready.

        Raises:
            SandboxError: it failed to, before any code of the student's ran.
        """
        try:
            self.exchange([], time.monotonic() + _PATIENCE_SECONDS)
        except (WorkerDiedError, CallTimeoutError, frames.WireError) as error:
            self.finish()
            raise SandboxError(f"a worker did not start: {self.output}") from error

    def exchange(self, parts: Parts, deadline: float | Patience) -> memoryview:
        """Send one request and return the payload of its reply.

        Args:
            parts: the packed request; none to wait for an announcement.
            deadline: until when; seconds on the clock of :func:`time.monotonic`
                are kept whoever has the processor.

        Raises:
            CallTimeoutError: no reply before *deadline*.
            FloodError: more output than allowed.
            WorkerDiedError: the process ended.
            TooLargeError: the reply is larger than allowed.
            WireError: the reply is not a frame.
        """
        if isinstance(deadline, float):
            deadline = Patience(end=deadline, latest=deadline)
        patience = deadline

        def wait(sock: socket.socket, writing: bool) -> None:  # noqa: FBT001
            self._wait(sock, patience, writing=writing)

        try:
            if parts:
                frames.send(self._sock, parts, wait=wait)
            payload = frames.receive(self._sock, wait=wait, most=self._most)
        except frames.ClosedError as error:
            raise WorkerDiedError from error
        self.received += len(payload)
        return payload

    def finish(self, grace: float = 0.0) -> Ended:
        """Kill whatever is left of this check and return how it ended.

        Args:
            grace: for how many seconds it may still end by itself.

        Raises:
            SandboxError: the keeper does not say so.
        """
        if self.ended is None:
            try:
                self.ended = self._end(grace)
                self._drain()
            finally:
                self._sock.close()
                if self._output >= 0:
                    os.close(self._output)
                    self._output = -1
        return self.ended

    def _end(self, grace: float) -> Ended:
        if self._told is not None:
            return self._told
        killed = not self._keeper.hears_within(grace)
        if killed:
            self._keeper.kill()
        return _ended(self._keeper.hear(), killed=killed)

    @property
    def output(self) -> str:
        """What was printed, as far as it was kept."""
        text = self._kept.decode("utf-8", "replace")
        cut = self._printed > self._keep
        return f"{text}\n… (more was printed)" if cut else text

    def _left(self, patience: Patience) -> float:
        """Return the seconds that are left, and ask for more where none are.

        Raises:
            CallTimeoutError: there are none.
            WorkerDiedError: the process has ended meanwhile.
        """
        now = time.monotonic()
        left = patience.until(self.waited) - now
        if left <= 0 and now < patience.latest:
            match self._keeper.ask_waited():
                case ["waited", float() as seconds]:
                    self.waited = max(self.waited, seconds)
                case message:
                    self._told = _ended(message)
                    raise WorkerDiedError
            left = patience.until(self.waited) - time.monotonic()
        if left <= 0:
            raise CallTimeoutError
        return left

    def _wait(self, sock: socket.socket, patience: Patience, *, writing: bool) -> None:
        poll = select.poll()
        poll.register(sock, select.POLLOUT if writing else select.POLLIN)
        poll.register(self._output, select.POLLIN)
        while True:
            left = self._left(patience)
            ready = {fd for fd, _ in poll.poll(math.ceil(left * 1000))}
            if self._output in ready and not self._drain():
                poll.unregister(self._output)
            if sock.fileno() in ready:
                return

    def _drain(self) -> bool:
        """Read what was printed; False once the output is closed."""
        while True:
            try:
                chunk = os.read(self._output, 1 << 16)
            except BlockingIOError:
                return True
            if not chunk:
                return False
            self._printed += len(chunk)
            self._kept += chunk[: max(self._keep - len(self._kept), 0)]
            if self._printed > self._flood and self.ended is None:
                raise FloodError


def _ended(message: object, *, killed: bool = False) -> Ended:
    match message:
        case [
            "ended",
            int() as status,
            float() as cpu_seconds,
            float() as waited,
            str() as excess,
        ]:
            return Ended(
                status=status,
                cpu_seconds=cpu_seconds,
                killed=killed and not excess,
                waited=waited,
                excess=excess,
            )
        case _:
            raise SandboxError("the keeper lost its process")
