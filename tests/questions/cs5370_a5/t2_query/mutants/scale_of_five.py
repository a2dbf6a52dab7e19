"""Five times the sum of the keys is long enough for a dozen keys; the scale has to grow with the logarithm of their number.

Loses: average_hidden
"""

import math

import torch


def selecting_query(K, j, eps=0.001):
    others = torch.cat([K[:j], K[j + 1 :]]) @ K[j]
    c = math.log(len(others) / eps) / (1 - others.max().item())
    return c * K[j]


def averaging_query(K, a, b, eps=0.01):
    return 5 * (K[a] + K[b])
