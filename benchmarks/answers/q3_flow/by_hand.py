"""Question 3."""

import math

import torch


def planar(z, w, u, b):
    bend = torch.tanh(z @ w + b)
    return z + bend.unsqueeze(1) * u


def abs_det(z, w, u, b):
    bend = torch.tanh(z @ w + b)
    psi = (1 - bend**2).unsqueeze(1) * w
    return torch.abs(1 + psi @ u)


def log_density(z, w, u, b):
    d = z.shape[1]
    log_q0 = -0.5 * torch.sum(z**2, dim=1) - d / 2 * math.log(2 * math.pi)
    return log_q0 - torch.log(abs_det(z, w, u, b))
