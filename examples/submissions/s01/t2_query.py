import math

import torch


def selecting_query(K, j, eps=0.001):
    K = K.float()
    m = K.shape[0]
    G = K @ K.T
    G = G - 2 * torch.eye(m)
    c = math.log((m - 1) / eps) / (1 - G[j].max().item())
    return torch.as_tensor(c * K[j])


def averaging_query(K, a, b, eps=0.01):
    K = K.float()
    m = K.shape[0]
    c = math.log((m - 2) * (1 / (4 * eps) - 1 / 2))
    return c * (K[a] + K[b])
