"""The examiner as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass

from markstone.briefing import ExaminerSettings
from markstone.errors import RubricError, SandboxError
from markstone.wire import messages

_START_SECONDS = 180.0


@dataclass(slots=True)
class ExaminerProcess:
    """A running examiner and the socket on which it is given jobs."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    def close(self) -> None:
        """End it and whatever it forked."""
        self.control.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        finally:
            # Its forks, which may still wait for a student's answer.
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def start(settings: ExaminerSettings, wall: socket.socket) -> ExaminerProcess:
    """Start an examiner; it is ready after :func:`hear_checks`.

    Args:
        settings: the assignment.
        wall: the control socket of the wall.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    fds = (theirs.fileno(), wall.fileno())
    with theirs:
        process = subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-I", "-B", "-m", "markstone.examiner", *map(str, fds)],
            pass_fds=fds,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is the host's to answer
            cwd="/",
            env={
                "PATH": os.environ.get("PATH", ""),
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "MKL_NUM_THREADS": "1",
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            },
        )
    examiner = ExaminerProcess(process, ours)
    ours.settimeout(_START_SECONDS)
    ours.send(messages.pack(settings.to_plain()))
    return examiner


def hear_checks(examiner: ExaminerProcess) -> set[tuple[str, str]]:
    """Wait until it is ready and return the checks that it found.

    Raises:
        SandboxError: it did not start.
        RubricError: the graders or the references cannot be loaded.
    """
    try:
        message = examiner.control.recv(1 << 20)
    except OSError:  # it died, or took too long
        message = b""
    if not message:
        raise SandboxError("the examiner did not start")
    kind, content = messages.unpack(message)
    if kind != "ready":
        raise RubricError(f"The graders cannot be used:\n{content}")
    examiner.control.settimeout(None)
    return {(question, check) for question, check in content}
