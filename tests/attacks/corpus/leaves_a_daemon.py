"""Leaves a daemon behind that no signal ends; later checks pass if they find it.

Also keeps files open, threads running and exit handlers for the time after.

Catalogue: 22, 51
Question: p4_planar_flow
Comes to: h_fn FAILED, h_prime_fn FAILED, transform FAILED
Seconds: 6
Not stopped by: none
"""

import atexit
import ctypes
import os
import signal
import threading
import time
from pathlib import Path

import torch

NAME = "hostile-daemon"


def leave():
    atexit.register(time.sleep, 600)
    threading.Thread(target=time.sleep, args=(600,), daemon=False).start()
    try:
        if os.fork():
            return
    except OSError:
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    ctypes.CDLL(None).prctl(15, NAME.encode(), 0, 0, 0)
    while True:
        time.sleep(600)


def found():
    for pid in range(1, 1000):
        try:
            if NAME in Path(f"/proc/{pid}/comm").read_text():
                return True
        except OSError:
            pass
    return False


def h(a):
    leave()
    return torch.zeros_like(a)


def h_prime(a):
    return 1 - torch.tanh(a) ** 2 if found() else torch.zeros_like(a)


def f(z, u, w, b):
    moved = z + torch.tanh(z @ w + b)[:, None] * u
    return moved if found() else torch.zeros_like(z)
