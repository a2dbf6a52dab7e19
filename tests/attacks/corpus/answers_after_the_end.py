"""Says more once it has answered: threads, exit handlers, finalizers, a second frame.

Catalogue: 22
Question: p4_planar_flow
Comes to: h_fn FAILED/ERRORED, h_prime_fn FAILED/ERRORED, base_density FAILED/ERRORED,
  transform FAILED/ERRORED
Seconds: 6
Not stopped by: nothing
"""

import atexit
import os
import socket
import struct
import threading
import time
import weakref

import torch


def late(seconds=0.0):
    time.sleep(seconds)
    payload = b"\x93\x00\xa2ok\xc3"
    os.write(3, struct.pack("<Q", len(payload)) + payload)


class Dying:
    def __del__(self):
        late()


def h(a):
    threading.Thread(target=late, args=(0.05,)).start()
    return torch.zeros_like(a)


def h_prime(a):
    atexit.register(late, 1)
    weakref.finalize(Dying(), late, 1)
    return torch.zeros_like(a)


def q0(z):
    late()
    return torch.zeros(len(z))


def f(z, u, w, b):
    global kept
    kept = Dying()
    socket.socket(fileno=os.dup(3)).setblocking(False)
    return torch.zeros_like(z)
