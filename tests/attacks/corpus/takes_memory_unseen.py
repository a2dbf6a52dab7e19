"""Takes its share of memory in eight processes that nobody may look into.

Succeeds if six of them could hold 200 MiB for half a second, where 768 are allowed.

Catalogue: 91
Question: t4_minimax
Comes to: alternating_hidden FAILED/OUT_OF_MEMORY/ERRORED
Seconds: 8
Not stopped by: none
"""

import os
import time

from accomplice import if_succeeds, libc

MIB = 1 << 20


def got():
    reading, writing = os.pipe()
    for _ in range(8):
        if os.fork() == 0:
            libc.prctl(4, 0, 0, 0, 0)  # not dumpable: /proc closes
            block = bytearray(200 * MIB)
            block[::4096] = b"x" * len(block[::4096])
            os.write(writing, b"x")
            time.sleep(600)
    os.close(writing)
    deadline = time.monotonic() + 1.5
    os.set_blocking(reading, False)
    held = 0
    while held < 6 and time.monotonic() < deadline:
        try:
            held += len(os.read(reading, 8))
        except BlockingIOError:
            time.sleep(0.02)
    time.sleep(0.5)
    return held >= 6


alternating = if_succeeds(got)
