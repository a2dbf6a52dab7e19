"""The examiner on a student's own machine: ``-m markstone.examiner.portable PORT``.

It examines one submission after the other itself, without a fork, and starts a plain
process for each check. The word that the host knows it by comes on its standard
input, followed by what to import beforehand in each of these.
"""

import socket
import sys
from collections.abc import Callable, Sequence

from markstone.briefing import ExaminerSettings
from markstone.candidate.settings import Bundle
from markstone.examiner.serving import serve
from markstone.sandbox.portable import PlainKeeper, Processes
from markstone.wire import frames, messages


class PlainDoor:
    """Takes submissions on the host's own line."""

    def __init__(self, host: socket.socket, preload: Sequence[str]) -> None:
        """Have the first process load torch while the checks are collected."""
        self._host = host
        self._processes = Processes(preload)

    def open(
        self, found: list[list[str]], examine: Callable[[socket.socket], None]
    ) -> None:
        """Examine until the host hangs up."""
        messages.send(self._host, ["ready", found])
        try:
            while self._host.recv(1, socket.MSG_PEEK):
                examine(self._host)
        except ConnectionError:
            return
        finally:
            self.close()

    def open_keeper(self, bundle: Bundle) -> PlainKeeper:
        """Take a submission to processes of this user."""
        return self._processes.open(bundle)

    def close(self) -> None:
        """End what was started."""
        self._processes.close()


def main() -> None:
    """Call the host, load the course, serve until it hangs up."""
    word, *preload = sys.stdin.readline().split()
    host = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    messages.send(host, ["hello", word])
    plain = messages.unpack(frames.receive(host))
    door = PlainDoor(host, preload)
    try:
        serve(
            ExaminerSettings.from_plain(plain),
            door,
            lambda text: messages.send(host, ["broken", text]),
        )
    finally:
        door.close()


if __name__ == "__main__":
    main()
