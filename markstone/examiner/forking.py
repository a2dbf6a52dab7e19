"""The examiner's door to a class: a fork for each submission, a wall for its code.

The first message on the host's socket is the assignment; the answer is the list
of checks that were found, or what is wrong with the course's own files.
"""

import contextlib
import os
import resource
import socket
import sys
from collections.abc import Callable

from markstone.briefing import STAY, ExaminerSettings
from markstone.candidate.confinement import sizes
from markstone.candidate.settings import Bundle
from markstone.examiner.serving import serve
from markstone.sandbox.link import KeeperLink
from markstone.wire import frames, memory, messages


def main() -> None:
    """Load the course, collect its checks, serve until the host hangs up."""
    host = socket.socket(fileno=int(sys.argv[1]))
    wall = socket.socket(fileno=int(sys.argv[2]))
    settings = ExaminerSettings.from_plain(messages.unpack(host.recv(1 << 22)))

    def broken(text: str) -> None:
        host.send(messages.pack(["broken", text]))

    door = ForkingDoor(host, wall, settings.limits.examiner_bytes)
    serve(settings, door, broken)
    os._exit(0)  # nothing of ours is left to tidy, and torch would take its time


class ForkingDoor:
    """Takes submissions from the host, each on a line of its own."""

    def __init__(self, host: socket.socket, wall: socket.socket, most: int) -> None:
        """Remember both lines.

        Args:
            host: on which submissions are announced.
            wall: the control socket of the wall.
            most: bytes that a fork may map on top of what it began with.
        """
        self._host = host
        self._wall = wall
        self._most = most

    def open(
        self, found: list[list[str]], examine: Callable[[socket.socket], None]
    ) -> None:
        """Fork a child for every submission that the host announces.

        The reference is examined here, so that every fork knows what it answered.
        """
        self._host.send(messages.pack(["ready", found]))
        memory.end_loading()
        while True:
            message, fds, _, _ = socket.recv_fds(self._host, 16, 1)
            if not message:
                return
            if message == STAY:
                # A host that is gone is told nothing more.
                gone = contextlib.suppress(OSError, frames.ClosedError)
                with gone, socket.socket(fileno=fds[0]) as line:
                    _bound_memory(self._most)
                    examine(line)
                memory.end_loading()
                continue
            self._examine_in_fork(examine, fds[0])

    def open_keeper(self, bundle: Bundle) -> KeeperLink:
        """Take a submission behind the wall.

        Raises:
            SandboxError: the zygote is gone.
        """
        return KeeperLink.open(self._wall, bundle)

    def _examine_in_fork(
        self, examine: Callable[[socket.socket], None], fd: int
    ) -> None:
        if os.fork() == 0:
            try:
                self._host.close()
                _bound_memory(self._most)
                examine(socket.socket(fileno=fd))
            finally:
                os._exit(0)  # nothing may return into the parent
        os.close(fd)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _bound_memory(count: int) -> None:
    """Let this process map so many bytes more; what asks for more is an error here."""
    mapped, _ = sizes()
    if not mapped:
        return  # not Linux, where this limit would count something else
    most = mapped + count
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
