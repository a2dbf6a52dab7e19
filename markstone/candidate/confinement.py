"""What a worker gives up before it loads the student's first line."""

import math
import mmap
import os
import resource
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from markstone.candidate import kernel
from markstone.candidate.settings import SHARED_MEMORY, TEMPORARY, Allowance

FIRST_TO_END = "1000"
"""What /proc calls a process that is ended before all others."""
_PRIVATE = kernel.MS_NOSUID | kernel.MS_NODEV


def lay_private_folders(allowance: Allowance, files: Mapping[str, bytes]) -> None:
    """Cover /tmp, /dev/shm and /proc by own ones.

    /dev/pts is covered too: its terminals would be seen by every submission.

    Args:
        allowance: how much may be written to each of them.
        files: what is laid there beforehand, on top of the allowance.
    """
    pages = sum(-(-len(content) // mmap.PAGESIZE) for content in files.values())
    folders = {folder for name in files for folder in PurePosixPath(name).parents}
    # Each folder may get a link to the data; two more are the place and its root.
    names = len(files) + 2 * len(folders) + 2
    kernel.unshare(kernel.CLONE_NEWNS)
    size = _size(allowance, pages * mmap.PAGESIZE, names)
    kernel.mount("tmpfs", TEMPORARY, _PRIVATE, size)
    size = _size(allowance, 0, 1)
    kernel.mount("tmpfs", SHARED_MEMORY, _PRIVATE | kernel.MS_NOEXEC, size)
    kernel.mount("tmpfs", "/dev/pts", _PRIVATE | kernel.MS_RDONLY)
    try:
        kernel.mount("proc", "/proc", _PRIVATE | kernel.MS_NOEXEC, "subset=pid")
    except OSError:  # a kernel before 5.8 does not know the option
        kernel.mount("proc", "/proc", _PRIVATE | kernel.MS_NOEXEC)


def _size(allowance: Allowance, laid: int, names: int) -> str:
    size, inodes = allowance.scratch_bytes + laid, allowance.files + names
    return f"size={size},nr_inodes={inodes},mode=0700"


def close_proc() -> None:
    """Let nothing of /proc be written, once the limits are set.

    Its files would take one back, that on who is ended first when memory is short.
    """
    read_only = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY
    kernel.mount(None, "/proc", read_only | _PRIVATE | kernel.MS_NOEXEC)


def drop_rights(program: bytes) -> None:
    """Give up every right; there is no way back.

    Args:
        program: a compiled seccomp filter.
    """
    kernel.drop_capabilities()
    kernel.forbid_new_privileges()
    kernel.install_filter(program)


def close_all_but(last: int) -> None:
    """Close every descriptor above *last*."""
    os.closerange(last + 1, os.sysconf("SC_OPEN_MAX"))


def set_limits(allowance: Allowance, *, count_processes: bool) -> None:
    """Bound what this process may use, for good."""
    virtual, data = sizes()
    _limit(resource.RLIMIT_CORE, 0)
    # Of this process alone, should nobody be there to add up.
    _limit(resource.RLIMIT_CPU, math.ceil(allowance.cpu_seconds) + 1)
    _limit(resource.RLIMIT_FSIZE, allowance.file_bytes)
    _limit(resource.RLIMIT_NOFILE, 256)
    _limit(resource.RLIMIT_MEMLOCK, 0)
    if virtual:
        # On top of what torch itself has mapped before the first line is run.
        _limit(resource.RLIMIT_AS, virtual + allowance.memory_bytes)
        _limit(resource.RLIMIT_DATA, data + allowance.memory_bytes)
        _limit(resource.RLIMIT_MSGQUEUE, 0)
        _limit(resource.RLIMIT_RTPRIO, 0)
        _limit(resource.RLIMIT_NICE, 0)
        # The kernel ends the student before anything else when memory is short.
        score = Path("/proc/self/oom_score_adj")
        if score.read_text().strip() != FIRST_TO_END:
            score.write_text(FIRST_TO_END)
    if count_processes:
        _limit(resource.RLIMIT_NPROC, allowance.processes)


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (allowed, allowed))


def sizes() -> tuple[int, int]:
    """Return the bytes that this process has mapped, and may write to; see proc(5).

    Zeros where there is no /proc.
    """
    told = Path("/proc/self/statm")
    if not told.exists():
        return 0, 0
    pages = [int(word) * mmap.PAGESIZE for word in told.read_text().split()]
    return pages[0], pages[5]
