"""Writes its own marks wherever it can, and passes once it finds what it wrote.

`h` leaves a mark in every folder; whoever comes later (`h_prime`, and so on, each in
a process of its own) answers rightly as soon as it finds one.

Catalogue: 18, 42
Question: p4_planar_flow
Comes to: h_fn FAILED, h_prime_fn FAILED, transform FAILED, det_invertible FAILED,
  det_abs FAILED
Seconds: 4
Not stopped by: nothing
Not run on: none
"""

import json
import os
from pathlib import Path

import torch

MARK = "markstone-hostile-mark"
PLACES = ["/", "/tmp", "/dev/shm", "/var/tmp", "/given", "/runtime", "/packages", "."]
PLACES += ["..", "/tmp/work", "/opt", "/home", "/root", "/mnt", "results", "evidence"]
BOOK = json.dumps({"schema": "markstone/gradebook/1", "students": []})


def mark():
    for place in PLACES:
        for name in (MARK, "gradebook.json", "gradebook.csv", "run.json"):
            try:
                os.makedirs(place, exist_ok=True)
                Path(place, name).write_text(BOOK)
            except OSError:
                pass


def marked():
    return any(Path(place, MARK).exists() for place in PLACES)


def h(a):
    mark()
    return torch.zeros_like(a)


def h_prime(a):
    return 1 - torch.tanh(a) ** 2 if marked() else torch.zeros_like(a)


def f(z, u, w, b):
    moved = z + torch.tanh(z @ w + b)[:, None] * u
    return moved if marked() else torch.zeros_like(z)


def abs_det(z, u, w, b):
    right = (1 + h_prime(z @ w + b) * (u @ w)).abs()
    return right if marked() else torch.zeros_like(right)
