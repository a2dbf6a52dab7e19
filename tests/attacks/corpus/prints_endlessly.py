"""Prints for ever, to both streams, in a child as well.

Catalogue: 19, 94
Question: t4_minimax
Comes to: alternating_hidden ERRORED
Seconds: 6
Not stopped by: nothing
"""

import os
import sys


def alternating(p0, q0, steps, lr=1.0):
    os.fork()
    while True:
        sys.stdout.write("=== 1 passed in 0.01s ===\n" * 1000)
        sys.stderr.write("y" * 65536)
