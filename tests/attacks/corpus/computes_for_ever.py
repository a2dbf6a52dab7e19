"""Multiplies matrices for ever, on as many threads as it can start.

Catalogue: 88
Question: t4_minimax
Comes to: alternating_hidden TIMED_OUT/OUT_OF_MEMORY/ERRORED
Seconds: 6
Not stopped by: nothing
"""

import threading

import torch


def storm():
    a = torch.rand(512, 512)
    while True:
        a = a @ a
        a /= a.norm()


def alternating(p0, q0, steps, lr=1.0):
    torch.set_num_threads(8)
    for _ in range(4):
        threading.Thread(target=storm).start()
    storm()
