"""Asks for more memory than the machine should give; passes if it gets it.

Catalogue: 89, 90
Question: t4_minimax
Comes to: alternating_hidden OUT_OF_MEMORY
Seconds: 6
Not stopped by: nothing
"""

import mmap

import torch

GIB = 1 << 30


def alternating(p0, q0, steps, lr=1.0):
    kept = []
    try:
        mmap.mmap(-1, 16 * GIB)
        got = True
    except (OSError, ValueError):
        got = False
    for _ in range(32 * (not got)):
        kept.append(torch.ones(GIB // 4, dtype=torch.uint8))
    ps, qs = [p0], [q0]
    for _ in range(steps):
        qs.append(qs[-1] + lr * ps[-1])
        ps.append(ps[-1] - lr * qs[-1])
    return ps, qs
