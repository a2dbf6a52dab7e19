import math

import numpy as np
import torch
import torch.nn.functional as F


def reconstruction_term(q, log_px_given_z):
    total = 0.0
    for z in range(len(q)):
        total += q[z] * log_px_given_z[z]
    return total


def kl_term(q, prior):
    entropy = cross = 0.0
    for a, b in zip(q.tolist(), prior.tolist()):
        if a > 0:
            entropy -= a * math.log(a)
            cross -= a * math.log(b)
    return cross - entropy


def elbo(q, log_px_given_z, prior):
    return reconstruction_term(q, log_px_given_z) - kl_term(q, prior)
