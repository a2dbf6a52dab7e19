"""Stops its own processes, so that they neither answer nor end.

Catalogue: 84
Question: t4_minimax
Comes to: alternating_hidden FAILED/TIMED_OUT
Seconds: 6
Not stopped by: nothing
"""

import os
import signal

from accomplice import play, works


def alternating(p0, q0, steps, lr=1.0):
    works(lambda: os.fork() or os.kill(os.getpid(), signal.SIGSTOP))
    works(os.kill, os.getpid(), signal.SIGSTOP)
    works(os.kill, 0, signal.SIGTSTP)
    return play(p0, q0, 0, lr)
