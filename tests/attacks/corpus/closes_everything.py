"""Closes its line, its output and everything else that it can close.

Catalogue: 20, 33
Question: p4_planar_flow
Comes to: h_fn ERRORED, h_prime_fn FAILED/ERRORED, base_density FAILED/ERRORED
Seconds: 4
Not stopped by: nothing
"""

import os
import sys

import torch


def h(a):
    os.closerange(0, 256)
    return torch.zeros_like(a)


def h_prime(a):
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        stream.close()
    os.close(1)
    os.close(2)
    sys.stdout = sys.stderr = None
    return torch.zeros_like(a)


def q0(z):
    os.dup2(0, 3)
    return torch.zeros(len(z))
