"""Leaves a note for the next check where no file and no process is needed.

In the kernel's keyrings, message queues and shared memory, in every mapping that
is shared with the process it was forked from, and in unlinked and passed files.

Catalogue: 42, 52
Question: p4_planar_flow
Comes to: h_fn FAILED, h_prime_fn FAILED, base_density FAILED
Seconds: 4
Not stopped by: nothing
Not run on: none
"""

import ctypes
import os
from pathlib import Path

import torch
from accomplice import flow, libc, system_call

NOTE = b"hostile-note-in-shared-memory"
KEY = 0x1234


def shared():
    try:
        lines = Path("/proc/self/maps").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        span, rights = line.split()[:2]
        if rights.startswith("rw-s"):
            yield [int(part, 16) for part in span.split("-")]


def leave():
    libc.shmat.restype = ctypes.c_void_p
    segment = system_call("shmget", KEY, 4096, 0o1666)
    if segment >= 0:
        ctypes.memmove(libc.shmat(segment, None, 0), NOTE, len(NOTE))
    system_call("msgget", KEY, 0o1666)
    system_call("semget", KEY, 1, 0o1666)
    system_call("mq_open", b"hostile", 0o102, 0o666, None)
    for ring in range(-5, 0):
        system_call("add_key", b"user", b"hostile", NOTE, len(NOTE), ring)
    for start, _ in shared():
        ctypes.memmove(start, NOTE, len(NOTE))


def found():
    if any(system_call(name, KEY, 0, 0) >= 0 for name in ("shmget", "msgget")):
        return True
    if system_call("mq_open", b"hostile", 2, 0, None) >= 0:
        return True
    if system_call("request_key", b"user", b"hostile", None, 0) >= 0:
        return True
    for start, end in shared():
        if NOTE in ctypes.string_at(start, end - start):
            return True
    return False


def h(a):
    leave()
    return torch.zeros_like(a)


def h_prime(a):
    return flow.h_prime(a) if found() else torch.zeros_like(a)


def q0(z):
    return flow.q0(z) if found() else torch.zeros(len(z))
