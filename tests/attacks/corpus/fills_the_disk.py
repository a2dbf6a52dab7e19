"""Fills every folder it can write to: large files, empty files, holes, deep trees.

Catalogue: 92
Question: t4_minimax
Comes to: alternating_hidden FAILED/OUT_OF_MEMORY/ERRORED/TIMED_OUT
Seconds: 8
Not stopped by: namespaces-cold
Not run on: none, landlock
"""

import os

from accomplice import if_succeeds

MIB = 1 << 20


def large():
    total = 0
    for folder in ("/tmp", "/dev/shm", "."):
        for number in range(100):
            try:
                with open(f"{folder}/large{number}", "wb", buffering=0) as file:
                    while total < 2048:
                        file.write(b"x" * MIB)
                        total += 1
            except OSError:
                pass
    return total >= 1024


def many():
    made = 0
    for folder in ("/tmp", "/dev/shm"):
        try:
            while made < 50_000:
                os.close(os.open(f"{folder}/empty{made}", os.O_CREAT))
                made += 1
        except OSError:
            pass
    return made >= 50_000


def deep():
    try:
        for _ in range(10_000):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    except OSError:
        return False
    return True


alternating = if_succeeds(lambda: any([deep(), many(), large()]))
