"""Answers with the kinds of values that only the grader may send, and with objects of
other requests.

Catalogue: 28, 96
Question: p4_planar_flow
Comes to: h_fn FAILED/ERRORED, h_prime_fn FAILED/ERRORED, base_density FAILED/ERRORED,
  transform FAILED/ERRORED, det_invertible FAILED/ERRORED, stats FAILED/ERRORED
Seconds: 6
Not stopped by: nothing
"""

import torch
from markstone.candidate import worker
from markstone.wire import values


def send(value):
    worker.Worker.lower = lambda self, _: value


def h(a):
    send(values.Named(module="torch", name="load"))
    return object()


def h_prime(a):
    send(values.Lent(id=0))
    return object()


def q0(z):
    send(values.Held(id=2**40))
    return object()


def f(z, u, w, b):
    send(
        values.Block(
            kind="tensor",
            dtype="float64",
            shape=(2**31, 2**31, 4),
            data=memoryview(b""),
        )
    )
    return object()


def abs_det(z, u, w, b):
    send(
        values.Block(kind="evil", dtype="object", shape=(1,), data=memoryview(b"x" * 8))
    )
    return object()


def q1_mean_std(z, u, w, b):
    send(values.Held(id=-1))
    return [object(), object()]
