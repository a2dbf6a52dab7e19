"""The query of (a) is the key itself: the right direction, but too short for one weight to be near 1.

Loses: select_public, select_hidden
"""

import math

import torch


def selecting_query(K, j, eps=0.001):
    return K[j]


def averaging_query(K, a, b, eps=0.01):
    c = math.log(len(K) / eps)
    return c * (K[a] + K[b])
