"""The attention weights are returned in place of the query that leads to them.

Loses: select_public, select_hidden, average_public, average_hidden, average_balanced
"""

import math

import torch


def selecting_query(K, j, eps=0.001):
    return torch.eye(len(K), dtype=K.dtype)[j]


def averaging_query(K, a, b, eps=0.01):
    alpha = torch.zeros(len(K), dtype=K.dtype)
    alpha[a] = alpha[b] = 0.5
    return alpha
