"""Prints for ever, to both streams, in a child as well."""
import os
import sys


def alternating(p0, q0, steps, lr=1.0):
    os.fork()
    while True:
        sys.stdout.write("=== 1 passed in 0.01s ===\n" * 1000)
        sys.stderr.write("y" * 65536)
