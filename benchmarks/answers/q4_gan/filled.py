"""Question 4."""

import torch


def alternating(p, q, step, count):
    table = torch.zeros(count + 1, 2, dtype=torch.float64)
    table[0, 0], table[0, 1] = p, q
    for t in range(1, count + 1):
        p = p - step * q
        q = q + step * p
        table[t, 0], table[t, 1] = p, q
    return table
