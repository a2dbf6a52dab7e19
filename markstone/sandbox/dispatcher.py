"""Outside the wall: starts a sandbox of its own for each submission.

Called as ``python -I -S -B dispatcher.py CONTROL_FD COMMAND``, with the command of
one sandbox as a JSON list. To the host it is what the warm zygote is elsewhere: it
takes the settings, says hello, and takes submissions. The next sandbox is started
when one is taken, so that it loads torch while the other one works.
"""

import json
import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from markstone.candidate import kernel
from markstone.candidate.confinement import FIRST_TO_END
from markstone.sandbox.bubblewrap import CONTROL


def main() -> None:
    """Hand every submission to a sandbox until the host hangs up."""
    kernel.die_with_parent()
    control = socket.socket(fileno=int(sys.argv[1]))
    command = json.loads(sys.argv[2])
    settings = control.recv(1 << 20)
    next_one = _start(command, settings)
    hello = next_one.recv(1 << 16)
    if not hello:
        raise SystemExit(1)  # it has said why on the same stderr
    next_one.shutdown(socket.SHUT_RD)
    control.send(hello)
    while True:
        message, fds, _, _ = socket.recv_fds(control, 16, 1)
        if not message:
            return
        with suppress(OSError):  # it died: the submission's line is cut
            socket.send_fds(next_one, [message], fds)
        os.close(fds[0])
        next_one.close()
        _reap()
        next_one = _start(command, settings)
        # To be closed with a word of it unread would cut its line at once.
        next_one.shutdown(socket.SHUT_RD)


def _start(command: list[str], settings: bytes) -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        fd = theirs.fileno()
        words = [str(fd) if word == CONTROL else word for word in command]
        subprocess.Popen(  # noqa: S603 (starting this command is the job)
            words,
            pass_fds=[fd],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            preexec_fn=_be_first_to_end,  # noqa: PLW1509 (there is one thread)
        )
    with suppress(OSError):
        ours.send(settings)
    return ours


def _be_first_to_end() -> None:
    """Have a sandbox ended before anything else when memory is short.

    It can no longer say so itself: its /proc cannot be written.
    """
    Path("/proc/self/oom_score_adj").write_text(FIRST_TO_END)


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main()
