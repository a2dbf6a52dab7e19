"""Two float32 tensors, filled in place."""

import torch


def alternating(p0, q0, steps, lr=1.0):
    p = torch.empty(steps + 1)
    q = torch.empty(steps + 1)
    p[0], q[0] = p0, q0
    for t in range(steps):
        q[t + 1] = q[t] + lr * p[t]
        p[t + 1] = p[t] - lr * q[t + 1]
    return p, q
