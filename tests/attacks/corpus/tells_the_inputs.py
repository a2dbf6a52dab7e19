"""Carries hidden inputs out: prints them, raises them, names things after them.

Catalogue: 48
Question: p4_planar_flow
Comes to: h_fn ERRORED, base_density ERRORED, density ERRORED, stats ERRORED
Seconds: 4
Not stopped by: nothing
"""

import sys


def leak(value):
    text = f"LEAKED {value.flatten().tolist()} {value.dtype}"
    print(text)
    print(text, file=sys.stderr)
    # Double precision is a hidden case: nothing of it may be shown to the student.
    raise type("Leak", (Exception,), {})(text) from ValueError(text)


def h(a):
    leak(a)


def q0(z):
    leak(z)


def q1(z, u, w, b):
    leak(z)


def q1_mean_std(z, u, w, b):
    leak(z)
