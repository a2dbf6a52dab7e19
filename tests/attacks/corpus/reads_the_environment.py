"""Looks for a seed, a token or a path in the environment that it was given.

Catalogue: 7, 27
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: nothing
"""

import os

from accomplice import KNOWN, if_succeeds

HARMLESS = {"PATH", "HOME", "LANG", "LC_CTYPE", "PWD", "OLDPWD", "SHLVL", "_"}
HARMLESS |= {f"{name}_NUM_THREADS" for name in ("OMP", "OPENBLAS", "MKL")}
HARMLESS |= {"MALLOC_ARENA_MAX", "PYTHONDONTWRITEBYTECODE", "PYTHONNOUSERSITE"}


def told():
    with open("/proc/self/environ", "rb") as file:
        born = {part.partition(b"=")[0].decode() for part in file.read().split(b"\0")}
    names = set(os.environ) | born
    names -= {name for name in names if name.startswith(("KINETO", "TORCH"))} | {""}
    return bool(names - HARMLESS) or KNOWN["course"] in str(os.environ)


alternating = if_succeeds(told)
