"""One point at a time with Python numbers; lists and floats come back."""

import math
import statistics

import torch


def h(a):
    return torch.tanh(a)


def h_prime(a):
    return 1 - torch.tanh(a) ** 2


def q0(z):
    return [
        math.prod(math.exp(-x * x / 2) / math.sqrt(2 * math.pi) for x in row)
        for row in z.tolist()
    ]


def f(z, u, w, b):
    moved = []
    for row in z.tolist():
        bend = math.tanh(sum(x * y for x, y in zip(row, w.tolist())) + b)
        moved.append([x + y * bend for x, y in zip(row, u.tolist())])
    return moved


def abs_det(z, u, w, b):
    values = []
    for row in z:
        slope = 1 - math.tanh(float(row @ w) + b) ** 2
        values.append(abs(1 + slope * float(u @ w)))
    return values


def q1(z, u, w, b):
    return [density / stretch for density, stretch in zip(q0(z), abs_det(z, u, w, b))]


def q1_mean_std(z, u, w, b):
    values = q1(z, u, w, b)
    return statistics.fmean(values), statistics.stdev(values)
