"""Answers with objects that are equal to everything: numbers, lists and others.

Catalogue: 14, 15, 17
Question: p4_planar_flow
Comes to: h_fn FAILED, h_prime_fn FAILED, base_density FAILED, transform FAILED,
  det_invertible FAILED, det_abs FAILED, density FAILED, stats FAILED
Seconds: 4
Not stopped by: nothing
"""

import numpy as np


def lying(base):
    def agree(self, other=None):
        return True

    same = {f"__{name}__": agree for name in ("eq", "le", "lt", "ge", "gt", "contains")}
    same["__hash__"] = lambda self: 0
    same["__sub__"] = same["__rsub__"] = lambda self, other: 0.0
    same["__array__"] = lambda self, dtype=None, copy=None: np.zeros(8)
    same["__len__"] = lambda self: 8
    same["__iter__"] = lambda self: iter([0.0] * 8)
    return type("Lying", (base,), same)


def h(a):
    return lying(object)()


def h_prime(a):
    return lying(float)(0.0)


def q0(z):
    return lying(list)([0.0] * len(z))


def f(z, u, w, b):
    return lying(int)(0)


def abs_det(z, u, w, b):
    return lying(str)("0")


def q1(z, u, w, b):
    return lying(tuple)([0.0] * len(z))


def q1_mean_std(z, u, w, b):
    return lying(tuple)((lying(float)(0.0), lying(float)(0.0)))
