"""Speaks to the grader over the head of the process that it runs in.

The number of the request stands in a frame above. `h` answers it by itself and then
again; `h_prime` writes garbage; `q0` announces more bytes than there are in the world;
`f` sends a pickle; `abs_det` claims a tensor that is longer than its message; `q1`
answers requests that nobody has made yet; `q1_mean_std` closes the line.

Catalogue: 28, 31, 32, 95, 96
Question: p4_planar_flow
Comes to: h_fn FAILED/ERRORED/TIMED_OUT, h_prime_fn FAILED/ERRORED/TIMED_OUT,
  base_density FAILED/ERRORED/TIMED_OUT, transform FAILED/ERRORED/TIMED_OUT,
  det_invertible FAILED/ERRORED/TIMED_OUT, det_abs FAILED/ERRORED/TIMED_OUT, density
  FAILED/ERRORED/TIMED_OUT, stats FAILED/ERRORED/TIMED_OUT
Seconds: 10
Not stopped by: nothing
"""

import os
import pickle
import socket
import struct
import sys

import torch


def line():
    return socket.socket(fileno=os.dup(3))


def say(payload):
    line().sendall(struct.pack("<Q", len(payload)) + payload)


def number():
    frame = sys._getframe(1)
    while frame is not None and "number" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["number"]


def reply(number, value):
    from markstone.wire import tensors, values

    parts = values.pack([number, "ok", value], tensors.lower)
    return b"".join(bytes(part) for part in parts)


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/markstone-hostile-mark",)


def h(a):
    say(reply(number(), torch.zeros_like(a)))
    say(reply(number(), True))
    return torch.zeros_like(a)


def h_prime(a):
    line().sendall(os.urandom(4096))
    return torch.zeros_like(a)


def q0(z):
    line().sendall(struct.pack("<Q", 2**63))
    return torch.zeros(len(z))


def f(z, u, w, b):
    say(pickle.dumps(Evil()))
    return torch.zeros_like(z)


def abs_det(z, u, w, b):
    good = reply(number(), torch.zeros(4))
    say(good.replace(b"\x91\x04", b"\x91\xcd\xff\xff"))
    return torch.zeros(len(z))


def q1(z, u, w, b):
    for guess in range(1000):
        say(reply(guess, torch.ones(len(z))))
    return torch.zeros(len(z))


def q1_mean_std(z, u, w, b):
    os.close(3)
    return 0.0, 0.0
