"""Runs behind the wall, in place of a student's file, when the wall is tested.

Sent across as text and never imported on this side; it has no import of ours.
"""

import contextlib
import ctypes
import mmap
import os
import resource
import socket
import subprocess
import time
from pathlib import Path

_MARK = "markstone-was-here"
_PLACES = ("/tmp", "/dev/shm", ".")  # noqa: S108 (looked at, not used)
_MOST_FORKS = 12
_libc = ctypes.CDLL(None)


def look(paths: list[str], folders: list[str]) -> dict[str, object]:
    """Return what is open, by kind; see the functions below."""
    return {
        "readable": readable(paths),
        "writable": writable(folders),
        "rights": rights(),
        "reachable": reachable(),
        "neighbour": neighbour(),
        "children": children(),
    }


def readable(paths: list[str]) -> list[str]:
    """Return those of *paths* that can be read or listed."""
    found = []
    for path in paths:
        with contextlib.suppress(OSError):
            place = Path(path)
            place.read_bytes() if place.is_file() else list(place.iterdir())
            found.append(path)
    return found


def writable(folders: list[str]) -> list[str]:
    """Return the folders in which a file can be made: these, and two levels deep.

    The folder that a check works in is named ``.`` whatever its name.
    """
    seen = [Path("/"), *Path("/").glob("*"), *Path("/").glob("*/*")]
    found = set()
    for folder in {*seen, *map(Path, folders), Path.cwd()}:
        mark = folder / _MARK
        with contextlib.suppress(OSError):
            mark.write_text("x")
            mark.unlink()
            found.add("." if folder == Path.cwd() else str(folder))
    return sorted(found)


def rights() -> dict[str, str]:
    """Return what is allowed, as in /proc/self/status, which may be out of reach."""
    header = (ctypes.c_uint32 * 2)(0x2008_0522, 0)
    sets = (ctypes.c_uint32 * 6)()
    _libc.capget(header, sets)
    bounding = [_libc.prctl(23, capability, 0, 0, 0) == 1 for capability in range(64)]
    return {
        "CapEff": f"{sets[0] | sets[3] << 32:016x}",
        "CapPrm": f"{sets[1] | sets[4] << 32:016x}",
        "CapBnd": f"{sum(have << i for i, have in enumerate(bounding)):016x}",
        "NoNewPrivs": str(_libc.prctl(39, 0, 0, 0, 0)),
        "Seccomp": str(_libc.prctl(21, 0, 0, 0, 0)),
    }


def reachable() -> list[str]:
    """Return the ways out: kinds of sockets, other programs, unlimited memory."""
    found = []
    kinds = ("AF_UNIX", "AF_INET", "AF_INET6", "AF_VSOCK", "AF_NETLINK", "AF_PACKET")
    for name in kinds:
        with contextlib.suppress(OSError):
            socket.socket(getattr(socket, name)).close()
            found.append(name)
    with contextlib.suppress(OSError):
        subprocess.run(["/proc/self/exe", "-c", ""], check=False)
        found.append("exec")
    with contextlib.suppress(OSError, ValueError):
        mmap.mmap(-1, 16 << 30).close()
        found.append("memory")
    return found


def neighbour() -> list[str]:
    """Return what can be done to the process that forked this one."""
    pid = os.getppid()
    if pid == 0:  # it is out of sight
        return []
    found = []
    with contextlib.suppress(OSError):
        os.kill(pid, 0)
        found.append("signal")
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/mem").open("rb").close()
        found.append("memory")
    with contextlib.suppress(OSError):
        resource.prlimit(pid, resource.RLIMIT_CORE)
        found.append("limits")
    return found


def children() -> int:
    """Return how many processes can be started at a time, up to a dozen."""
    started: list[int] = []
    with contextlib.suppress(OSError):
        while len(started) < _MOST_FORKS:
            pid = os.fork()
            if pid == 0:
                time.sleep(60)
                os._exit(0)
            started.append(pid)
    for pid in started:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    return len(started)


def deface(folder: str) -> None:
    """Try everything that would change a folder or the file in it."""
    inside = Path(folder, "file")
    attempts = (
        lambda: Path(folder, _MARK).write_text("x"),
        lambda: inside.write_text("x"),
        lambda: os.truncate(inside, 0),
        lambda: os.open(inside, os.O_RDONLY | os.O_TRUNC),
        lambda: inside.chmod(0o600),
        lambda: os.utime(inside, (0, 0)),
        lambda: os.setxattr(inside, "user.mark", b"x"),
        lambda: inside.rename(Path(folder, "other")),
        lambda: Path(folder, "other").hardlink_to(inside),
        inside.unlink,
        lambda: Path(folder).chmod(0o700),
    )
    for attempt in attempts:
        with contextlib.suppress(OSError):
            attempt()


def leave_behind() -> None:
    """Write a file wherever that works, and start a daemon where that does."""
    for place in _PLACES:
        with contextlib.suppress(OSError):
            Path(place, _MARK).write_text("x")
    with contextlib.suppress(OSError):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(600)
            os._exit(0)


def left_behind() -> list[str]:
    """Return what was left: files, and processes but this one and its parent."""
    found = [place for place in _PLACES if Path(place, _MARK).exists()]
    pids: set[str] = set()
    with contextlib.suppress(OSError):
        pids = {path.name for path in Path("/proc").iterdir() if path.name.isdigit()}
    return found + sorted(pids - {str(os.getpid()), str(os.getppid())})
