"""The system calls that student code may not make, compiled by libseccomp."""

import errno
import importlib
import os
import socket
import tempfile
from typing import Any

from markstone.candidate.settings import Tier

DENIED = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd"),
    *("process_madvise", "keyctl", "add_key", "request_key", "bpf"),
    *("perf_event_open", "userfaultfd"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("mount", "umount2", "pivot_root", "chroot", "unshare", "setns"),
    *("open_by_handle_at", "name_to_handle_at", "move_mount", "open_tree"),
    *("fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"),
    *("kexec_load", "kexec_file_load", "init_module", "finit_module"),
    *("delete_module", "swapon", "swapoff", "reboot", "syslog", "acct"),
    *("quotactl", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime"),
    *("sethostname", "setdomainname", "iopl", "ioperm", "modify_ldt"),
    *("personality", "vhangup", "lookup_dcookie", "nfsservctl", "fanotify_init"),
    *("memfd_create", "memfd_secret", "shmget", "msgget", "semget", "mq_open"),
    *("flock", "inotify_init", "inotify_init1", "inotify_add_watch"),
    *("execve", "execveat"),
)
"""Answered with EPERM: other processes, mounts, namespaces, the kernel's own
settings, memory that no limit counts, mailboxes that outlive a process, locks and
watches on files that every submission sees, and any other program."""

_LOCKS = (
    6,  # F_SETLK
    7,  # F_SETLKW
    37,  # F_OFD_SETLK
    38,  # F_OFD_SETLKW
    1024,  # F_SETLEASE
    1026,  # F_NOTIFY
)

_NAMESPACES = (
    0x0002_0000,  # CLONE_NEWNS
    0x0200_0000,  # CLONE_NEWCGROUP
    0x0400_0000,  # CLONE_NEWUTS
    0x0800_0000,  # CLONE_NEWIPC
    0x1000_0000,  # CLONE_NEWUSER
    0x2000_0000,  # CLONE_NEWPID
    0x4000_0000,  # CLONE_NEWNET
)


_NEIGHBOURS = (
    *("sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr"),
    *("setpriority", "ioprio_set", "migrate_pages", "move_pages"),
)
"""Denied where other processes of this user are in reach: what slows them down."""

_ALONE = (
    *("fork", "vfork", "kill", "tkill", "tgkill", "rt_sigqueueinfo"),
    *("rt_tgsigqueueinfo", "pidfd_open", "pidfd_send_signal"),
    *("connect", "bind", "listen", "accept", "accept4", "sendmmsg"),
    *("truncate", "fanotify_mark"),
)
"""Denied where nothing but a filter keeps it in: children, signals, sockets, and
what Landlock does not know, or did not always know."""

_DONE = (
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown"),
    *("fchownat", "utime", "utimes", "utimensat", "futimesat"),
    *("setxattr", "lsetxattr", "fsetxattr"),
    *("removexattr", "lremovexattr", "fremovexattr"),
)
"""Answered as if done, and not done: Landlock lets these reach every file of this
user, and a copied file is none the worse without."""

_YOUNGER = range(463, 496)
"""System calls since 6.13, some of which do the same as those above."""

_CLONE_THREAD = 0x0001_0000
_SIGNALS_OF_FILES = (
    8,  # F_SETOWN
    10,  # F_SETSIG
    15,  # F_SETOWN_EX
)
_FIOSETOWN, _SIOCSPGRP = 0x8901, 0x8902
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_TYPE_OF_SOCKET = 0xF


def compiled(tier: Tier = Tier.NAMESPACES) -> bytes:
    """Return the filter of a tier as a BPF program for this machine's architecture.

    Raises:
        ImportError: the binding is not installed.
        RuntimeError: libseccomp is not installed.
        OSError: libseccomp refused a rule.
    """
    # Imported here: the binding raises where the C library is missing.
    seccomp = importlib.import_module("pyseccomp")
    program = seccomp.SyscallFilter(seccomp.ALLOW)
    _deny_for_all(seccomp, program)
    if tier is Tier.LANDLOCK:
        _deny_where_alone(seccomp, program)
    else:
        # Network namespaces do not contain AF_VSOCK.
        other = seccomp.Arg(0, seccomp.NE, int(socket.AF_UNIX))
        for name in ("socket", "socketpair"):
            program.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), name, other)
    if tier is not Tier.NAMESPACES:
        _deny_to_neighbours(seccomp, program)
    with tempfile.TemporaryFile() as file:
        program.export_bpf(file)
        file.seek(0)
        return file.read()


def _deny_for_all(seccomp: Any, program: Any) -> None:
    refuse = seccomp.ERRNO(errno.EPERM)
    for name in DENIED:
        program.add_rule(refuse, name)
    # glibc falls back to clone, whose flags a filter can see.
    program.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    # Answered as done and not done: where the kernel shares the processors out by
    # session, one for each process would take them from everybody else.
    program.add_rule(seccomp.ERRNO(0), "setsid")
    for flag in _NAMESPACES:
        flags = seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag)
        program.add_rule(refuse, "clone", flags)
    for command in _LOCKS:
        program.add_rule(refuse, "fcntl", seccomp.Arg(1, seccomp.EQ, command))


def _deny_to_neighbours(seccomp: Any, program: Any) -> None:
    refuse = seccomp.ERRNO(errno.EPERM)
    for name in _NEIGHBOURS:
        program.add_rule(refuse, name)
    # Limits of this process are its own to lower; those of others are not.
    program.add_rule(refuse, "prlimit64", seccomp.Arg(0, seccomp.NE, 0))
    # The keeper adds up the memory of a check, and has no right but the same user's.
    hidden = seccomp.Arg(0, seccomp.EQ, _PR_SET_DUMPABLE)
    program.add_rule(refuse, "prctl", hidden)


def _deny_where_alone(seccomp: Any, program: Any) -> None:
    refuse = seccomp.ERRNO(errno.EPERM)
    for name in _ALONE:
        program.add_rule(refuse, name)
    for name in _DONE:
        program.add_rule(seccomp.ERRNO(0), name)
    for number in _YOUNGER:
        program.add_rule(seccomp.ERRNO(errno.ENOSYS), number)
    child = seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, 0)
    program.add_rule(refuse, "clone", child)
    # A socket that has an address reaches any other one by its path.
    program.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), "socket")
    kind = seccomp.MASKED_EQ, _TYPE_OF_SOCKET, int(socket.SOCK_DGRAM)
    program.add_rule(refuse, "socketpair", seccomp.Arg(1, *kind))
    for command in _SIGNALS_OF_FILES:
        program.add_rule(refuse, "fcntl", seccomp.Arg(1, seccomp.EQ, command))
    for command in (_FIOSETOWN, _SIOCSPGRP):
        program.add_rule(refuse, "ioctl", seccomp.Arg(1, seccomp.EQ, command))
    own = seccomp.Arg(0, seccomp.EQ, _PR_SET_PDEATHSIG)
    program.add_rule(refuse, "prctl", own)
    # Before ABI 3 Landlock let a file be cut off that was opened to be read.
    cut = os.O_TRUNC | os.O_ACCMODE, os.O_TRUNC | os.O_RDONLY
    program.add_rule(refuse, "open", seccomp.Arg(1, seccomp.MASKED_EQ, *cut))
    program.add_rule(refuse, "openat", seccomp.Arg(2, seccomp.MASKED_EQ, *cut))
    program.add_rule(seccomp.ERRNO(errno.ENOSYS), "openat2")
