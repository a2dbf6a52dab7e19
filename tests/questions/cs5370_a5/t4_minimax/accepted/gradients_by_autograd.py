"""The gradients come from torch.autograd; lists of tensors."""

import torch


def alternating(p0, q0, steps, lr=1.0):
    p = torch.tensor(float(p0), requires_grad=True)
    q = torch.tensor(float(q0), requires_grad=True)
    ps, qs = [p.detach().clone()], [q.detach().clone()]
    for _ in range(steps):
        (slope,) = torch.autograd.grad(p * q, q)
        q = (q + lr * slope).detach().requires_grad_()
        (slope,) = torch.autograd.grad(p * q, p)
        p = (p - lr * slope).detach().requires_grad_()
        ps.append(p.detach().clone())
        qs.append(q.detach().clone())
    return ps, qs
