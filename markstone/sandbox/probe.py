"""Runs behind the wall, in place of a student's file, when the wall is tested.

Sent across as text and never imported on this side; it has no import of ours.
"""

import contextlib
import mmap
import os
import socket
import subprocess
import time
from pathlib import Path

_MARK = "markstone-was-here"
_PLACES = ("/tmp", "/dev/shm", ".")  # noqa: S108 (looked at, not used)


def readable(paths: list[str]) -> list[str]:
    """Return those of *paths* that can be read or listed."""
    found = []
    for path in paths:
        with contextlib.suppress(OSError):
            place = Path(path)
            place.read_bytes() if place.is_file() else list(place.iterdir())
            found.append(path)
    return found


def writable() -> list[str]:
    """Return the folders, two levels deep, in which a file can be made."""
    found = []
    for folder in [Path("/"), *Path("/").glob("*"), *Path("/").glob("*/*")]:
        mark = folder / _MARK
        with contextlib.suppress(OSError):
            mark.write_text("x")
            mark.unlink()
            found.append(str(folder))
    return found


def rights() -> dict[str, str]:
    """Return the lines of /proc/self/status that say what is allowed."""
    lines = Path("/proc/self/status").read_text().splitlines()
    pairs = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    return {key: pairs[key] for key in ("CapEff", "CapBnd", "NoNewPrivs", "Seccomp")}


def reachable() -> list[str]:
    """Return the ways out: kinds of sockets, other programs, unlimited memory."""
    found = []
    for name in ("AF_INET", "AF_INET6", "AF_VSOCK", "AF_NETLINK", "AF_PACKET"):
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


def leave_behind() -> None:
    """Write a file wherever that works, and start a daemon."""
    for place in _PLACES:
        Path(place, _MARK).write_text("x")
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)


def left_behind() -> list[str]:
    """Return what an earlier check left: files, and processes besides this one."""
    found = [place for place in _PLACES if Path(place, _MARK).exists()]
    pids = {path.name for path in Path("/proc").iterdir() if path.name.isdigit()}
    return found + sorted(pids - {str(os.getpid())})
