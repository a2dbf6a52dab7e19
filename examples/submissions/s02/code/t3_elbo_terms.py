import math

import numpy as np
import torch
import torch.nn.functional as F


def reconstruction_term(q, log_px_given_z):
    return float(np.dot(np.asarray(q, float), np.asarray(log_px_given_z, float)))


def kl_term(q, prior):
    q, p = np.asarray(q, float), np.asarray(prior, float)
    on = q > 0
    return float(np.sum(q[on] * np.log(q[on] / p[on])))


def elbo(q, log_px_given_z, prior):
    return reconstruction_term(q, log_px_given_z) - kl_term(q, prior)
