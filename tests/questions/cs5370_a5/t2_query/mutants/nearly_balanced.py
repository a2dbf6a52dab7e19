"""One of the two keys gets a little more on purpose, so that the shares are 0.49 and 0.51.

Loses: average_balanced
"""

import math

import torch


def selecting_query(K, j, eps=0.001):
    others = torch.cat([K[:j], K[j + 1 :]]) @ K[j]
    c = math.log(len(others) / eps) / (1 - others.max().item())
    return c * K[j]


def averaging_query(K, a, b, eps=0.01):
    return 20 * K[a] + 20.05 * K[b]
