"""Raises its own limits, and puts others before itself when memory is short.

Catalogue: 89, 93
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: nothing
Not run on: none
"""

import os
import resource
from pathlib import Path

from accomplice import if_succeeds, works

LIMITS = ("AS", "DATA", "CPU", "FSIZE", "NPROC", "NOFILE", "MEMLOCK", "CORE", "NICE")


def raised():
    for name in LIMITS:
        which = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(which)
        if hard == resource.RLIM_INFINITY:
            return True
        if works(resource.setrlimit, which, (hard + 1, hard + 1)):
            return True
    for score in ("0", "-1000", "999"):
        if works(Path("/proc/self/oom_score_adj").write_text, score):
            return True
    first = os.sched_param(1)
    if works(os.sched_setscheduler, 0, os.SCHED_FIFO, first):
        return True
    return works(os.setpriority, os.PRIO_PROCESS, 0, -5)


alternating = if_succeeds(raised)
