"""Writes a file and starts a daemon in one check, and looks for them in the next.

Whichever check finds something answers rightly: `h` leaves it, the others look. The
daemon waits at a socket of the kernel's own name space, the file lies in every
folder that can be written.

Catalogue: 22, 36, 42, 51
Question: p4_planar_flow
Comes to: h_fn FAILED, h_prime_fn FAILED, base_density FAILED, transform FAILED
Seconds: 6
Not stopped by: none
"""

import os
import signal
import socket
from pathlib import Path

import torch
from accomplice import KNOWN, MARK, flow, works

PLACES = ["/tmp", "/dev/shm", "/var/tmp", "/run", ".", "..", KNOWN["canary"]]
DOOR = f"\0{MARK}-door"


def leave():
    for place in PLACES:
        works(lambda: Path(place, MARK).write_text("seen by the next check"))
    try:
        if os.fork():
            return
    except OSError:
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(DOOR)
    listener.listen()
    while True:
        signal.pause()


def found():
    if works(lambda: socket.socket(socket.AF_UNIX).connect(DOOR)):
        return True
    return any(Path(place, MARK).exists() for place in PLACES)


def h(a):
    leave()
    return torch.zeros_like(a)


def h_prime(a):
    return flow.h_prime(a) if found() else torch.zeros_like(a)


def q0(z):
    return flow.q0(z) if found() else torch.zeros(len(z))


def f(z, u, w, b):
    return flow.f(z, u, w, b) if found() else torch.zeros_like(z)
