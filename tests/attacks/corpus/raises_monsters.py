"""Raises exceptions that are endless, deep, huge or no exceptions at all.

Catalogue: 73
Question: p4_planar_flow
Comes to: h_fn ERRORED, h_prime_fn ERRORED, base_density ERRORED/TIMED_OUT, transform
  ERRORED, det_invertible ERRORED, det_abs ERRORED, density ERRORED, stats ERRORED/OUT_OF_MEMORY
Seconds: 8
Not stopped by: nothing
"""

import sys
import types


class Forged(Exception):
    __module__ = property(lambda self: 1 / 0)

    @property
    def __traceback__(self):
        return self

    def with_traceback(self, tb):
        return self


def h(a):
    raise ValueError("x" * (1 << 28))


def h_prime(a):
    error = ValueError("end")
    for _ in range(100_000):
        error, error.__cause__ = ValueError("on"), error
    raise error


def q0(z):
    def deeper(n):
        if n:
            try:
                deeper(n - 1)
            finally:
                raise KeyError(n)
        raise ValueError

    sys.setrecursionlimit(20_000)
    deeper(4_000)


def f(z, u, w, b):
    raise ExceptionGroup("x", [ExceptionGroup("y" * 1000, [Forged()] * 1000)] * 100)


def abs_det(z, u, w, b):
    raise type("A" * 1_000_000 + "\n\x1b[31m", (Exception,), {})("\ud800" * 5000)


def q1(z, u, w, b):
    raise SyntaxError("no", (b"file", "line", [], {}, None, None))


def q1_mean_std(z, u, w, b):
    code = compile("raise OSError(12, 'x')", "/tmp/work/../../etc/passwd", "exec")
    exec(code.replace(co_name="<script>", co_firstlineno=2**31 - 1), {})
