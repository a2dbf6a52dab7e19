import math

import torch


def selecting_query(K, j, eps=0.001):
    return math.log((len(K) - 1) / eps) * K[j]


def averaging_query(K, a, b, eps=0.01):
    c = math.log(len(K) / eps)
    return c * (K[a] + K[b])
