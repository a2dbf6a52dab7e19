"""The keys are taken for the unit vectors of the axes; orthonormal ones may point anywhere.

Loses: average_public, average_hidden, average_balanced
"""

import math

import torch


def selecting_query(K, j, eps=0.001):
    others = torch.cat([K[:j], K[j + 1 :]]) @ K[j]
    c = math.log(len(others) / eps) / (1 - others.max().item())
    return c * K[j]


def averaging_query(K, a, b, eps=0.01):
    q = torch.zeros_like(K[a])
    q[a % len(q)] = q[b % len(q)] = 20.0
    return q
