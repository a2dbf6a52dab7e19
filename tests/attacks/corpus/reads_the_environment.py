"""Looks for a seed, a token or a path in the environment that it was given.

Catalogue: 7, 27
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: nothing
"""

import os

from accomplice import KNOWN, if_succeeds

HARMLESS = {"PATH", "HOME", "TMPDIR", "LANG", "LC_CTYPE", "PWD", "OLDPWD", "SHLVL", "_"}
HARMLESS |= {f"{name}_NUM_THREADS" for name in ("OMP", "OPENBLAS", "MKL")}
HARMLESS |= {"MALLOC_ARENA_MAX", "PYTHONDONTWRITEBYTECODE", "PYTHONNOUSERSITE"}


def told():
    names = set(os.environ)
    try:
        with open("/proc/self/environ", "rb") as file:
            names |= {p.partition(b"=")[0].decode() for p in file.read().split(b"\0")}
    except OSError:
        pass
    names -= {name for name in names if name.startswith(("KINETO", "TORCH"))} | {""}
    return bool(names - HARMLESS) or KNOWN["course"] in str(os.environ)


alternating = if_succeeds(told)
