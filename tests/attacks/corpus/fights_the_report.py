"""Breaks out of the report and the terminal, and raises what cannot be told.

Catalogue: 67, 69, 73
Question: p4_planar_flow
Comes to: h_fn ERRORED, h_prime_fn ERRORED, transform ERRORED, det_invertible ERRORED,
  det_abs ERRORED
Seconds: 4
Not stopped by: nothing
"""


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError


class Huge(Exception):
    def __str__(self):
        return "x" * (1 << 28)


def h(a):
    print("<script>alert(1)</script>\x1b]0;owned\x07\x1b[2J\u202e</td>&amp;\x00")
    raise ValueError('"><script>alert(2)</script><img src=x onerror=alert(3)>\x1b[31m')


def h_prime(a):
    raise Unspeakable


def f(z, u, w, b):
    raise Huge


def abs_det(z, u, w, b):
    raise ExceptionGroup("many", [ValueError("\ud800"), *[KeyError("=1+1")] * 3])
