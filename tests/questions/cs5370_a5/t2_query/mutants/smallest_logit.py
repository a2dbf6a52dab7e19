"""The sign is wrong: key j gets the smallest logit.

Loses: select_public, select_hidden
"""

import math

import torch


def selecting_query(K, j, eps=0.001):
    return -200 * K[j]


def averaging_query(K, a, b, eps=0.01):
    c = math.log(len(K) / eps)
    return c * (K[a] + K[b])
