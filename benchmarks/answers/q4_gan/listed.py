"""Question 4."""

import torch


def alternating(p, q, step, count):
    pairs = [[p, q]]
    for _ in range(count):
        p -= step * q
        q += step * p
        pairs.append([p, q])
    return torch.tensor(pairs, dtype=torch.float64)
