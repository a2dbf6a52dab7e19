# small numpy helpers that I use in all programming questions
import numpy as np
import torch


def npy(a):
    """tensor, list or array -> float64 array"""
    if torch.is_tensor(a):
        a = a.detach().cpu().numpy()
    return np.asarray(a, dtype=np.float64)


def affine(x, W, b):
    return npy(x) @ npy(W).T + npy(b)


def relu(a):
    return np.maximum(a, 0.0)


def sigmoid(a):
    # without overflow for very negative a
    return np.exp(-np.logaddexp(0.0, -a))


def xlogy(x, y):
    """x*log(y), and 0 where x is 0"""
    return np.where(x == 0, 0.0, x * np.log(np.where(x == 0, 1.0, y)))
