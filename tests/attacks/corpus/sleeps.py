"""Sleeps instead of computing, so that no clock of the processor counts it.

Catalogue: 87
Question: t4_minimax
Comes to: alternating_hidden TIMED_OUT
Seconds: 6
Not stopped by: nothing
"""

import time


def alternating(p0, q0, steps, lr=1.0):
    time.sleep(1e6)
