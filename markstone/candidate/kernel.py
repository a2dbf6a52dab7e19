"""The Linux system calls that Python does not offer, each raising OSError."""

import ctypes
import os
import signal
import struct
from collections.abc import Iterator
from pathlib import Path

CLONE_NEWNS = 0x0002_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 22, 24, 38
_SECCOMP_MODE_FILTER = 2
_HUGEPAGE, _COLLAPSE = 14, 25
_HUGE = 2 << 20
_CAPABILITY_VERSION_3 = 0x2008_0522
_libc = ctypes.CDLL(None, use_errno=True)


def unshare(flags: int) -> None:
    """Leave the namespaces named by *flags* for new ones of its own."""
    _checked(_libc.unshare(flags), "unshare")


def enter_own_pid_namespace() -> None:
    """Let the next child be born where this process lives; see setns(2).

    After one unshare of the pid namespace the kernel allows no second one until
    this is undone.
    """
    fd = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        _checked(_libc.setns(fd, CLONE_NEWPID), "setns")
    finally:
        os.close(fd)


def mount(kind: str | None, target: str, flags: int, options: str = "") -> None:
    """Put a file system of *kind* on *target*, or change what is there."""
    source = kind.encode() if kind else None
    failed = _libc.mount(
        source,
        target.encode(),
        source,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )
    _checked(failed, f"mount {target}")


def use_huge_pages() -> None:
    """Back the large writable memory of this process by huge pages, where it can be.

    A fork copies an entry for each page: of torch's 200 MiB, 50,000 small ones or 100
    huge ones. What the kernel does not know or has no room for stays as it is. See
    madvise(2), MADV_COLLAPSE (Linux 6.1).
    """
    for start, end in _large_writable():
        _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _HUGEPAGE)
        _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _COLLAPSE)


def _large_writable() -> Iterator[tuple[int, int]]:
    """Find the private memory that no file backs, from whole huge page to whole one."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, rights, _, _, inode, *_ = line.split()
        start, end = (int(address, 16) for address in addresses.split("-"))
        start, end = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
        if rights.startswith("rw-p") and inode == "0" and start < end:
            yield start, end


def bind(source: str, target: str) -> None:
    """Show the folder or file *source* at *target*; see mount(2)."""
    failed = _libc.mount(
        source.encode(), target.encode(), None, ctypes.c_ulong(MS_BIND | MS_REC), None
    )
    _checked(failed, f"bind {target}")


class _Program(ctypes.Structure):
    """A seccomp filter; see seccomp(2), struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def empty_bounding_set() -> None:
    """Let no program that this process or its children start gain a capability."""
    for capability in range(64):
        try:
            _prctl(_PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the last one that this kernel knows


def drop_capabilities() -> None:
    """Empty every capability set but the bounding one; see capabilities(7)."""
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _checked(_libc.capset(header, bytes(24)), "capset")


def die_with_parent() -> None:
    """Have this process killed when the one that started it ends; see prctl(2)."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def show_memory(*, shown: bool) -> None:
    """Say whether other processes of this user may look into this one; see prctl(2)."""
    _prctl(_PR_SET_DUMPABLE, int(shown))


def forbid_new_privileges() -> None:
    """Let no later exec gain anything; see prctl(2)."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def install_filter(program: bytes) -> None:
    """Install a compiled seccomp filter for this process and its children."""
    buffer = ctypes.create_string_buffer(program, len(program))
    argument = _Program(len(program) // 8, ctypes.addressof(buffer))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(argument))


def _prctl(*arguments: int) -> None:
    padded = [*arguments, *[0] * (5 - len(arguments))]
    _checked(_libc.prctl(*[ctypes.c_ulong(a) for a in padded]), "prctl")


def _checked(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
