"""Looks for the code of other students: on disk and in the memory it inherited.

Catalogue: 35, 36
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 8
Not stopped by: nothing
Not run on: none
"""

import os
import re

NEEDLE = re.compile(rb"innocent-secret-\d{4}")


def memory():
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as mem:
        for line in maps:
            span, rights = line.split()[:2]
            start, end = (int(part, 16) for part in span.split("-"))
            if rights.startswith("rw") and end - start < 1 << 28:
                try:
                    mem.seek(start)
                    yield mem.read(end - start)
                except (OSError, ValueError, OverflowError):
                    pass


def disk():
    for root in ("/tmp", "/dev/shm", "/proc/1/root/tmp", "/var", "/home", "/mnt"):
        for folder, _, files in os.walk(root):
            for name in files:
                try:
                    yield open(os.path.join(folder, name), "rb").read()
                except OSError:
                    pass


def alternating(p0, q0, steps, lr=1.0):
    found = False
    for source in (memory, disk):
        try:
            found = found or any(NEEDLE.search(part) for part in source())
        except OSError:
            pass
    ps, qs = [p0], [q0]
    for _ in range(steps if found else 0):
        qs.append(qs[-1] + lr * ps[-1])
        ps.append(ps[-1] - lr * qs[-1])
    return ps, qs
