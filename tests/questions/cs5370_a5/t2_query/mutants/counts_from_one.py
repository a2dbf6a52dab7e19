"""Key j is counted from 1: the query selects its neighbour.

Loses: select_public, select_hidden
"""

import math

import torch


def selecting_query(K, j, eps=0.001):
    return 500 * K[j - 1]


def averaging_query(K, a, b, eps=0.01):
    c = math.log(len(K) / eps)
    return c * (K[a] + K[b])
