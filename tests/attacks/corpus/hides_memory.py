"""Takes memory that no usual limit counts: shared mappings, files of memory, buffers.

Succeeds with more than a gibibyte, where 384 MiB are allowed on top of what the
private folders hold.

Catalogue: 90
Question: t4_minimax
Comes to: alternating_hidden FAILED/OUT_OF_MEMORY/ERRORED
Seconds: 8
Not stopped by: nothing
Not run on: none
"""

import mmap
import os
import socket

from accomplice import if_succeeds, system_call, works

MIB = 1 << 20
kept = []


def mapped():
    kept.append(mmap.mmap(-1, 64 * MIB))
    for place in range(0, 64 * MIB, 4096):
        kept[-1][place] = 1


def laid(folder):
    path = f"{folder}/{len(kept)}"
    kept.append(open(path, "wb"))
    kept[-1].write(b"x" * 16 * MIB)
    kept[-1].flush()


def unnamed():
    number = system_call("memfd_create", b"x", 0)
    if number < 0:
        raise OSError
    kept.append(os.fdopen(number, "wb"))
    kept[-1].write(b"x" * 16 * MIB)
    kept[-1].flush()


def got():
    total = 0
    while total < 1024 and works(mapped):
        total += 64
    for folder in ("/dev/shm", "/tmp"):
        while total < 1024 and works(laid, folder):
            total += 16
    while total < 1024 and works(unnamed):
        total += 16
    return total >= 1024


alternating = if_succeeds(got)
