"""Everything in numpy; arrays and numpy numbers come back."""

import numpy as np


def h(a):
    return np.tanh(np.asarray(a))


def h_prime(a):
    return 1.0 / np.cosh(np.asarray(a)) ** 2


def q0(z):
    z = np.asarray(z)
    return np.exp(-np.sum(z * z, axis=1) / 2) / np.sqrt(2 * np.pi) ** z.shape[1]


def f(z, u, w, b):
    z, u, w = np.asarray(z), np.asarray(u), np.asarray(w)
    return z + np.outer(h(z @ w + b), u)


def abs_det(z, u, w, b):
    z, u, w = np.asarray(z), np.asarray(u), np.asarray(w)
    return np.abs(1 + h_prime(z @ w + b) * np.dot(u, w))


def q1(z, u, w, b):
    return q0(z) / abs_det(z, u, w, b)


def q1_mean_std(z, u, w, b):
    values = q1(z, u, w, b)
    return np.mean(values), np.std(values)
