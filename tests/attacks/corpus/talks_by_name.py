"""Talks to a copy of itself that is graded at the same time, by a name they agreed on.

Catalogue: 52
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 5
Not stopped by: none
Together: 2
"""

import os
import socket
import time
from pathlib import Path

from accomplice import if_succeeds, works

DOOR = "\0markstone-hostile-meeting"
PLACES = ["/tmp", "/dev/shm", "/var/tmp", "/run"]


def heard():
    try:
        listener = socket.socket(socket.AF_UNIX)
        first = works(listener.bind, DOOR)
    except OSError:
        first = True
    mine = f"markstone-hostile-{time.monotonic_ns()}"
    notes = [Path(place, mine) for place in PLACES]
    for note in notes:
        works(note.write_text, "x")
    deadline = time.monotonic() + 1.2
    found = not first
    while not found and time.monotonic() < deadline:
        for place in PLACES:
            try:
                names = os.listdir(place)
            except OSError:
                continue
            found |= any("-hostile-" in name and name != mine for name in names)
        time.sleep(0.05)
    time.sleep(0.1)
    for note in notes:
        works(note.unlink)
    return found


alternating = if_succeeds(heard)
