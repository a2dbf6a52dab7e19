"""One submission's process: holds its files, forks a clean worker for each check.

It never runs a line of the student's, so every worker starts from the same
state, whatever the workers before it did. On its socket it answers::

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
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NoReturn

from markstone.candidate import kernel
from markstone.candidate.confinement import (
    close_all_but,
    confine,
    lay_private_folders,
)
from markstone.candidate.loading import Loader
from markstone.candidate.settings import Allowance, Bundle, ZygoteSettings
from markstone.candidate.watching import Watch, wait_for_others
from markstone.candidate.worker import serve
from markstone.wire import frames, values

_PRIVATE = kernel.MS_NOSUID | kernel.MS_NODEV


def keep(sock: socket.socket, settings: ZygoteSettings) -> NoReturn:
    """Serve one submission on *sock* until the other end hangs up, then exit."""
    os.setsid()
    if settings.namespaces:
        _enter_namespaces()
    wake, waker = socket.socketpair()
    for end in (wake, waker):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    bundle = Bundle.from_plain(_plain(frames.receive(sock)))
    try:
        while True:
            request, fds = _next_request(sock, wake)
            _run_check(sock, wake, settings, bundle, (request, fds))
    except frames.ClosedError:
        os._exit(0)  # the kernel ends what is left in the namespace
    os._exit(1)


def _run_check(
    sock: socket.socket,
    wake: socket.socket,
    settings: ZygoteSettings,
    bundle: Bundle,
    start: tuple[list[Any], list[int]],
) -> None:
    (_, plain), fds = start
    scratch = "" if settings.namespaces else tempfile.mkdtemp(prefix="markstone-")
    allowance = Allowance.from_plain(plain)
    if settings.namespaces:
        kernel.enter_own_pid_namespace()
        kernel.unshare(kernel.CLONE_NEWPID)
    pid = os.fork()
    if pid == 0:
        _become_worker(fds, settings, bundle, allowance, scratch)
    for fd in fds:
        os.close(fd)
    try:
        _tell(sock, ["started"])
        watch = Watch(allowance) if settings.namespaces else None
        ended = _wait(sock, wake, pid, watch)
    except frames.ClosedError:
        _kill(pid)
        raise
    finally:
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)
    _tell(sock, ["ended", *ended])


def _become_worker(
    fds: list[int],
    settings: ZygoteSettings,
    bundle: Bundle,
    allowance: Allowance,
    scratch: str,
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
        folder = Path(scratch or lay_private_folders(allowance, bundle.files))
        _lay_files(folder, bundle)
        os.chdir(folder)
        confine(allowance, settings.filter, drop=settings.namespaces)
        loader = Loader(bundle, folder)
        loader.extend_search_path()
        sys.argv = ["student"]
        serve(socket.socket(fileno=rpc), loader)
        os._exit(0)
    except BaseException:  # noqa: BLE001 (nothing may return into the keeper)
        traceback.print_exc()
    os._exit(1)


def _lay_files(folder: Path, bundle: Bundle) -> None:
    for name, content in bundle.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    data = Path(bundle.given) / "data"
    for place in {folder, *((folder / p).parent for p in bundle.modules.values())}:
        if data.is_dir() and not (place / "data").exists():
            (place / "data").symlink_to(data)


def _enter_namespaces() -> None:
    uid, gid = os.getuid(), os.getgid()
    kernel.unshare(
        kernel.CLONE_NEWUSER
        | kernel.CLONE_NEWNS
        | kernel.CLONE_NEWPID
        | kernel.CLONE_NEWNET
        | kernel.CLONE_NEWIPC
        | kernel.CLONE_NEWUTS
    )
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    kernel.mount(None, "/", kernel.MS_REC | kernel.MS_PRIVATE)
    if os.fork():
        os._exit(0)  # the child is pid 1 of the new namespace and lives on
    os.setsid()
    kernel.mount("proc", "/proc", _PRIVATE | kernel.MS_NOEXEC)


def _next_request(
    sock: socket.socket, wake: socket.socket
) -> tuple[list[Any], list[int]]:
    while True:
        payload, fds = frames.receive_with_fds(sock, 2)
        request = _plain(payload)
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
            (word,) = _plain(frames.receive(sock))
            if word == "waited":
                waited = max(waited, wait_for_others(pid, alone=watch is not None))
                _tell(sock, ["waited", waited])
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


def _plain(payload: memoryview) -> Any:
    return values.unpack(payload, values.as_is)


def _tell(sock: socket.socket, message: list[object]) -> None:
    frames.send(sock, values.pack(message, values.as_is))
