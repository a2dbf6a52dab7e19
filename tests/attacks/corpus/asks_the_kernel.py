"""Tries every system call by which code has left a sandbox before.

Catalogue: 13, 50, 52, 53, 90
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: nothing
Not run on: none
"""

import ctypes
import os

from accomplice import if_succeeds, system_call

NEW = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
room = ctypes.create_string_buffer(4096)
CALLS = [
    ("ptrace", 0, 0, 0, 0),
    *[("unshare", flag) for flag in NEW],
    *[("setns", 0, flag) for flag in NEW],
    ("clone3", room, 88),
    ("mount", b"none", b"/tmp", b"tmpfs", 0, None),
    ("umount2", b"/tmp", 2),
    ("umount2", b"/proc", 2),
    ("pivot_root", b"/tmp", b"/tmp"),
    ("chroot", b"/tmp"),
    ("open_tree", -100, b"/", 1),
    ("move_mount", -100, b"/tmp", -100, b"/proc", 0),
    ("fsopen", b"tmpfs", 0),
    ("mount_setattr", -100, b"/", 0, room, 32),
    ("keyctl", 0, -3, 1, 0, 0),
    ("add_key", b"user", b"x", b"x", 1, -4),
    ("request_key", b"user", b"x", None, 0),
    ("bpf", 0, room, 72),
    ("perf_event_open", room, 0, -1, -1, 0),
    ("userfaultfd", 1),
    ("io_uring_setup", 8, room),
    ("memfd_create", b"x", 0),
    ("memfd_secret", 0),
    ("shmget", 0, 4096, 0o1600),
    ("msgget", 0, 0o1600),
    ("semget", 0, 1, 0o1600),
    ("mq_open", b"x", 0o102, 0o600, None),
    ("name_to_handle_at", -100, b"/", room, room, 0),
    ("open_by_handle_at", -100, room, 0),
    ("init_module", room, 0, b""),
    ("kexec_load", 0, 0, None, 0),
    ("syslog", 3, room, 4096),
    ("quotactl", 0, None, 0, room),
    ("swapon", b"/tmp", 0),
    ("reboot", 0xFEE1DEAD, 672274793, 0, None),
    ("sethostname", b"owned", 5),
    ("iopl", 3),
    ("ioperm", 0, 8, 1),
    ("modify_ldt", 0, room, 64),
    ("personality", 0x0040000),
    ("fanotify_init", 0, 0),
    ("clock_settime", 0, room),
    ("acct", None),
    ("capset", ctypes.byref(ctypes.c_uint64(0x20080522)), b"\xff" * 24),
    ("mknod", b"/tmp/disk", 0o60666, 0x800),
    *[("socket", family, kind, 0) for family in range(2, 46) for kind in (1, 2, 3)],
    *[("socketpair", family, 1, 0, room) for family in range(2, 46)],
]


def answered():
    return any(system_call(name, *arguments) >= 0 for name, *arguments in CALLS)


alternating = if_succeeds(answered)
