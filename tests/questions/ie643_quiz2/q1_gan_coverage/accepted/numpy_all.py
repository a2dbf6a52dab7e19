"""Everything in numpy; arrays and a numpy number come back."""

import numpy as np


def in_omega_density(p_r, p_theta, delta=0.1):
    p_r, p_theta = np.asarray(p_r), np.asarray(p_theta)
    return np.logical_and(p_r > 0, p_theta <= delta * p_r)


def in_omega_discriminator(d, delta=0.1):
    return np.asarray(d) >= 1 / (1 + delta)


def coverage(d_on_T, delta=0.1):
    return np.mean(np.asarray(d_on_T) < 1 / (1 + delta))
