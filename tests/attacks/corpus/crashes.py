"""Crashes its process in every way that there is a signal for.

Catalogue: 97
Question: p4_planar_flow
Comes to: h_fn ERRORED, h_prime_fn ERRORED, base_density
  ERRORED/OUT_OF_MEMORY/TIMED_OUT, transform ERRORED, det_invertible ERRORED, density
  ERRORED/FAILED, stats ERRORED/FAILED
Seconds: 8
Not stopped by: nothing
"""

import ctypes
import mmap
import os
import signal
import sys
import tempfile

import torch


def h(a):
    return ctypes.string_at(0)


def h_prime(a):
    os.abort()


def q0(z):
    sys.setrecursionlimit(10**9)

    def deeper(x):
        return list(map(deeper, [x]))

    return deeper(z)


def f(z, u, w, b):
    with tempfile.TemporaryFile() as file:
        file.truncate(4096)
        view = mmap.mmap(file.fileno(), 4096)
        file.truncate(0)
        return view[0]


def abs_det(z, u, w, b):
    rights = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    place = mmap.mmap(-1, 4096, prot=rights)
    place.write(b"\x0f\x0b\x00\x00")  # no instruction, on the usual machines
    address = ctypes.addressof(ctypes.c_char.from_buffer(place))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()


def q1(z, u, w, b):
    os.kill(os.getpid(), signal.SIGRTMIN + 5)
    return torch.zeros(len(z))


def q1_mean_std(z, u, w, b):
    for number in range(1, 65):
        os.kill(os.getpid(), number)
    return 0.0, 0.0
