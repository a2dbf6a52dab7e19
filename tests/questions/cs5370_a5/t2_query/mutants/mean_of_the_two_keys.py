"""The keys are averaged, like the values: that halves the logits, and the scale is then too small by half.

Loses: average_public, average_hidden
"""

import math

import torch


def selecting_query(K, j, eps=0.001):
    others = torch.cat([K[:j], K[j + 1 :]]) @ K[j]
    c = math.log(len(others) / eps) / (1 - others.max().item())
    return c * K[j]


def averaging_query(K, a, b, eps=0.01):
    m = len(K)
    c = math.log((m - 2) * (1 / (4 * eps) - 1 / 2))
    return c * (K[a] + K[b]) / 2
