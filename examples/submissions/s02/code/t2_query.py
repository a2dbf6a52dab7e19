import numpy as np


def selecting_query(K, j, eps=0.001):
    K = np.asarray(K, dtype=np.float64)
    c = 10.0
    while True:
        q = c * K[j]
        e = np.exp(K @ q - (K @ q).max())
        if (1 - e[j] / e.sum()) < eps / 2:
            return q
        c *= 2


def averaging_query(K, a, b, eps=0.01):
    K = np.asarray(K, dtype=np.float64)
    logits = np.zeros(len(K))
    logits[[a, b]] = 12.0
    return np.linalg.lstsq(K, logits, rcond=None)[0]
