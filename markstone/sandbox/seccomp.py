"""The system calls that student code may not make, compiled by libseccomp."""

import errno
import importlib
import socket
import tempfile

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


def compiled() -> bytes:
    """Return the filter as a BPF program for this machine's architecture.

    Raises:
        ImportError: the binding is not installed.
        RuntimeError: libseccomp is not installed.
        OSError: libseccomp refused a rule.
    """
    # Imported here: the binding raises where the C library is missing.
    pyseccomp = importlib.import_module("pyseccomp")
    program = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in DENIED:
        program.add_rule(refuse, name)
    # glibc falls back to clone, whose flags a filter can see.
    program.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    # Answered as done and not done: where the kernel shares the processors out by
    # session, one for each process would take them from everybody else.
    program.add_rule(pyseccomp.ERRNO(0), "setsid")
    for flag in _NAMESPACES:
        flags = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag)
        program.add_rule(refuse, "clone", flags)
    for command in _LOCKS:
        how = pyseccomp.Arg(1, pyseccomp.EQ, command)
        program.add_rule(refuse, "fcntl", how)
    # Network namespaces do not contain AF_VSOCK.
    other = pyseccomp.Arg(0, pyseccomp.NE, int(socket.AF_UNIX))
    for name in ("socket", "socketpair"):
        program.add_rule(pyseccomp.ERRNO(errno.EAFNOSUPPORT), name, other)
    with tempfile.TemporaryFile() as file:
        program.export_bpf(file)
        file.seek(0)
        return file.read()
