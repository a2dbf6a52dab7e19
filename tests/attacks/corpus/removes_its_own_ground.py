"""Deletes its own files, its folder and its modules while it is being asked.

Catalogue: 18, 92
Question: p4_planar_flow
Comes to: h_fn FAILED, h_prime_fn ERRORED, base_density FAILED/ERRORED
Seconds: 4
Not stopped by: nothing
Not run on: none
"""

import os
import shutil
import sys

import torch


def ruin():
    for folder in ("/tmp", "/dev/shm", os.getcwd()):
        shutil.rmtree(folder, ignore_errors=True)


def h(a):
    ruin()
    return torch.zeros_like(a)


def h_prime(a):
    ruin()
    for name in list(sys.modules):
        if name.startswith("markstone") or name in ("traceback", "linecache"):
            sys.modules.pop(name)
    raise RuntimeError("nothing left to read this from")


def q0(z):
    ruin()
    os.symlink("/given", "/tmp/work")
    return torch.zeros(len(z))
