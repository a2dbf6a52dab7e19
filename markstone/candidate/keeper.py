"""One submission's process: holds its files, forks a clean worker for each check.

It never runs a line of the student's, so every worker starts from the same
state, whatever the workers before it did. It uses nothing of torch: what a process
loads first lies together, and each region of memory that the keeper writes to makes
its forks dearer. On its socket it answers::

    first frame   the bundle
    ["start", allowance] with two descriptors: the worker's socket, its output
                  -> ["started"], and once the worker is gone
                  -> ["ended", wait status, CPU seconds, seconds that it waited
                      for a processor, what it used beyond its allowance]
    ["waited"]    -> ["waited", seconds] for a processor so far
    ["kill"]      kill the worker; "ended" follows
"""

import os
import select
import signal
import socket
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from markstone.candidate.confinement import close_all_but
from markstone.candidate.laying import lay_files
from markstone.candidate.quarters import QUARTERS, Quarters
from markstone.candidate.settings import Allowance, Bundle, ZygoteSettings
from markstone.candidate.watching import Watch, wait_for_others
from markstone.wire import frames, memory, messages

Work = Callable[[socket.socket, Bundle, Path], None]
"""Answers for a submission that lies in a folder until the other end hangs up."""


def keep(sock: socket.socket, settings: ZygoteSettings, work: Work) -> NoReturn:
    """Serve one submission on *sock* until the other end hangs up, then exit.

    Args:
        sock: the line to the examiner.
        settings: of the tier.
        work: what a worker does, once it has given up every right.
    """
    if os.getsid(0) != os.getpid():
        os.setsid()
    quarters = QUARTERS[settings.tier](settings)
    quarters.enter()
    serve(sock, quarters, work)
    os._exit(0)  # the kernel ends what is left in the namespace


def serve(sock: socket.socket, quarters: Quarters, work: Work) -> None:
    """Run a submission's checks in its quarters until the other end hangs up."""
    wake, waker = socket.socketpair()
    for end in (wake, waker):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    try:
        job = _Job(Bundle.from_plain(messages.unpack(frames.receive(sock))), work)
        while True:
            request, fds = _next_request(sock, wake)
            _run_check(sock, wake, quarters, job, (request, fds))
    except frames.ClosedError:
        return
    finally:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (wake, waker):
            end.close()


@dataclass(frozen=True, slots=True)
class _Job:
    """What every worker of this submission is for."""

    bundle: Bundle
    work: Work


def _run_check(
    sock: socket.socket,
    wake: socket.socket,
    quarters: Quarters,
    job: _Job,
    start: tuple[list[Any], list[int]],
) -> None:
    (_, plain), fds = start
    allowance = Allowance.from_plain(plain)
    room = quarters.make_room()
    pid = os.fork()
    if pid == 0:
        _become_worker(fds, quarters, job, allowance, room)
    for fd in fds:
        os.close(fd)
    try:
        messages.send(sock, ["started"])
        watch = Watch(allowance) if quarters.alone else None
        ended = _wait(sock, wake, pid, watch)
    except frames.ClosedError:
        _kill(pid)
        os.waitpid(pid, 0)
        raise
    finally:
        quarters.clear(room)
    messages.send(sock, ["ended", *ended])


def _become_worker(
    fds: list[int],
    quarters: Quarters,
    job: _Job,
    allowance: Allowance,
    room: Path,
) -> NoReturn:
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        output = fds[1]
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        rpc = os.dup2(fds[0], 3, inheritable=False)
        close_all_but(3)
        quarters.settle(room, allowance, job.bundle.files)
        lay_files(room, job.bundle)
        os.chdir(room)
        quarters.confine(room, allowance)
        memory.wake_hooks()
        job.work(socket.socket(fileno=rpc), job.bundle, room)
        os._exit(0)
    except BaseException:  # noqa: BLE001 (nothing may return into the keeper)
        traceback.print_exc()
    os._exit(1)


def _next_request(
    sock: socket.socket, wake: socket.socket
) -> tuple[list[Any], list[int]]:
    while True:
        payload, fds = frames.receive_with_fds(sock, 2)
        request = messages.unpack(payload)
        if request[0] == "start":
            return request, fds
        _drain(wake)  # "kill" for a worker that has just ended by itself


def _wait(
    sock: socket.socket, wake: socket.socket, pid: int, watch: Watch | None
) -> tuple[int, float, float, str]:
    excess, waited = "", 0.0
    while True:
        waited = max(waited, wait_for_others(pid, alone=watch is not None))
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return status, usage.ru_utime + usage.ru_stime, waited, excess
        pause = watch.pause if watch and not excess else None
        ready, _, _ = select.select([sock, wake], [], [], pause)
        _drain(wake)
        if sock in ready:
            (word,) = messages.unpack(frames.receive(sock))
            if word == "waited":
                waited = max(waited, wait_for_others(pid, alone=watch is not None))
                messages.send(sock, ["waited", waited])
            else:
                _kill(pid)
        elif not ready and watch and (excess := watch.look()):
            _kill(pid)


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def _drain(wake: socket.socket) -> None:
    try:
        while wake.recv(4096):
            pass
    except BlockingIOError:
        return
