"""The two logits are roughly equal, 100 and 101: their difference counts, and it gives 0.27 and 0.73.

Loses: average_public, average_hidden, average_balanced
"""

import math

import torch


def selecting_query(K, j, eps=0.001):
    others = torch.cat([K[:j], K[j + 1 :]]) @ K[j]
    c = math.log(len(others) / eps) / (1 - others.max().item())
    return c * K[j]


def averaging_query(K, a, b, eps=0.01):
    return 100 * K[a] + 101 * K[b]
