"""torch.gather and zeros where there is no gradient."""

import torch


def argmax_attention(queries, keys, values):
    best = (keys @ queries.T).argmax(dim=0)
    return torch.index_select(values, 0, best)


def gradient_norms(attention, queries, keys, values, weights):
    q = queries.clone().requires_grad_()
    k = keys.clone().requires_grad_()
    v = values.clone().requires_grad_()
    torch.autograd.backward(attention(q, k, v), weights)
    zero = lambda t: torch.zeros_like(t) if t.grad is None else t.grad
    return zero(q).norm(), zero(k).norm(), zero(v).norm()
