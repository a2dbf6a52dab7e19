"""Makes the folders that it may only read writable, and writes into them.

Catalogue: 53
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: nothing
Not run on: none
"""

import os
from pathlib import Path

from accomplice import MARK, if_succeeds, libc, works

REMOUNT, BIND = 32, 4096
PLACES = ["/", "/given", "/given/cs5370_a5", "/packages/0", "/runtime", "/usr/lib"]
PLACES += ["/proc", "/dev", "/usr"]


def wrote():
    for place in PLACES:
        libc.mount(b"none", place.encode(), None, REMOUNT | BIND, None)
        libc.mount(place.encode(), b"/tmp", None, BIND, None)
        libc.umount2(place.encode(), 2)
    marks = [Path(place, MARK) for place in [*PLACES, "/proc/1/root", "/etc"]]
    marks += [Path("/given/cs5370_a5/data/vae_digits.pt"), Path("/proc/sys/kernel/x")]
    for place in PLACES:
        works(os.chmod, place, 0o777)
        if works(os.stat, place) and os.stat(place).st_mode & 0o777 == 0o777:
            return True
    return any(works(mark.write_bytes, b"x") for mark in marks)


alternating = if_succeeds(wrote)
