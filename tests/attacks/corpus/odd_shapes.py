"""Answers that cost a careless grader its memory or its mind.

Catalogue: 77, 82, 96, 100
Question: p4_planar_flow
Comes to: h_fn FAILED/ERRORED, h_prime_fn FAILED/ERRORED, base_density FAILED/ERRORED,
  transform FAILED/ERRORED, det_invertible FAILED/ERRORED, det_abs FAILED/ERRORED,
  density FAILED/ERRORED, stats FAILED/ERRORED/OUT_OF_MEMORY
Seconds: 8
Not stopped by: nothing
"""

import torch


def h(a):
    return torch.zeros(200_000_000, dtype=torch.bool)


def h_prime(a):
    return torch.zeros(60_000, 1)


def q0(z):
    return torch.empty(0, 2**39, 2**20)


def f(z, u, w, b):
    nest = []
    for _ in range(100_000):
        nest = [nest]
    return nest


def abs_det(z, u, w, b):
    return 10**5000


def q1(z, u, w, b):
    return torch.zeros([1] * 40)


def q1_mean_std(z, u, w, b):
    return torch.zeros(1, 1, dtype=torch.float16).expand(30_000, 30_000), {1: 2}
