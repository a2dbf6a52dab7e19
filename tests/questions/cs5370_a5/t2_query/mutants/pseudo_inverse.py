"""The logits of (a) are solved for, which has no solution where there are more keys than dimensions.

Loses: select_hidden
"""

import math

import torch


def selecting_query(K, j, eps=0.001):
    wanted = torch.zeros(len(K), dtype=K.dtype)
    wanted[j] = 20.0
    return torch.linalg.pinv(K) @ wanted


def averaging_query(K, a, b, eps=0.01):
    c = math.log(len(K) / eps)
    return c * (K[a] + K[b])
