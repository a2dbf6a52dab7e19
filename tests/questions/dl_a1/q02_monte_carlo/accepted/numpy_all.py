"""Everything in numpy, in double precision."""

import numpy as np


def mc_log_likelihood(x, decoder, z):
    x, p = np.asarray(x, dtype=np.float64), np.asarray(decoder(z), dtype=np.float64)
    on = np.log(np.maximum(p, 1e-12))
    off = np.log(np.maximum(1 - p, 1e-12))
    log_p = x @ on.T + (1 - x) @ off.T
    top = log_p.max(axis=1, keepdims=True)
    return top[:, 0] + np.log(np.exp(log_p - top).mean(axis=1))


def relative_variance(dim, s=0.25, c=1.0):
    log_first = -np.log(2 * np.pi * (1 + s**2)) / 2 - c**2 / (2 * (1 + s**2))
    log_second = (
        -np.log(2 * s * np.sqrt(np.pi))
        - np.log(2 * np.pi * (1 + s**2 / 2)) / 2
        - c**2 / (2 + s**2)
    )
    return np.exp(dim * (log_second - 2 * log_first)) - 1


def samples_needed(dim, s=0.25, c=1.0, rel_std=0.1):
    return int(np.ceil(relative_variance(dim, s, c) / rel_std**2))
