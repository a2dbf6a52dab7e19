"""Starts another program: a shell, an interpreter, itself, one from memory.

Catalogue: 61
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: none
"""

import ctypes
import os
import subprocess
import sys

from accomplice import if_succeeds, system_call, works

PROGRAMS = [sys.executable, "/proc/self/exe", "/bin/sh", "/usr/bin/env"]
LOADERS = ["/lib64/ld-linux-x86-64.so.2", "/usr/lib64/ld-linux-x86-64.so.2"]


def status(*arguments):
    try:
        return subprocess.call(*arguments)
    except OSError:
        return 1


def ran():
    if os.system("true") == 0 or status(["sh", "-c", "true"]) == 0:
        return True
    for program in [*PROGRAMS, *LOADERS]:
        if status([program, "--version"]) == 0:
            return True
        if works(os.posix_spawn, program, [program, "--version"], {}):
            return True
    try:
        program = os.open(os.path.realpath(sys.executable), os.O_RDONLY)
        pid = os.fork()
    except OSError:
        return False
    if pid == 0:
        nothing = (ctypes.c_char_p * 3)(b"python", b"-V", None)
        system_call("execveat", program, b"", nothing, None, 0x1000)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


alternating = if_succeeds(ran)
