"""Start the examiner: ``python -I -B -m markstone.examiner HOST_FD WALL_FD``.

The first message on the host's socket is the assignment; the answer is the list
of checks that were found, or what is wrong with the course's own files.
"""

import os
import socket
import sys

from markstone.briefing import ExaminerSettings
from markstone.examiner.forking import ForkingDoor
from markstone.examiner.serving import serve
from markstone.wire import values


def main() -> None:
    """Load the course, collect its checks, serve until the host hangs up."""
    host = socket.socket(fileno=int(sys.argv[1]))
    wall = socket.socket(fileno=int(sys.argv[2]))
    plain = values.unpack(memoryview(host.recv(1 << 22)), values.as_is)
    settings = ExaminerSettings.from_plain(plain)

    def broken(text: str) -> None:
        host.send(b"".join(values.pack(["broken", text], values.as_is)))

    door = ForkingDoor(host, wall, settings.limits.examiner_bytes)
    serve(settings, door, broken)
    os._exit(0)  # nothing of ours is left to tidy, and torch would take its time


if __name__ == "__main__":
    main()
