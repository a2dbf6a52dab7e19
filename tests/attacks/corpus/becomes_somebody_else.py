"""Becomes another user, and reads what only the instructor may read.

Catalogue: 54
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: none
"""

import os
from pathlib import Path

from accomplice import KNOWN, if_succeeds, works


def became():
    if os.getuid() != 0 and any(
        works(os.setresuid, *[uid] * 3) for uid in (0, 1, 1000)
    ):
        return True
    for name in ("uid_map", "gid_map", "setgroups"):
        if works(Path("/proc/self", name).write_text, "0 0 1"):
            return True
    return works(Path(KNOWN["private"]).read_text) or works(
        Path("/etc/shadow").read_text
    )


alternating = if_succeeds(became)
