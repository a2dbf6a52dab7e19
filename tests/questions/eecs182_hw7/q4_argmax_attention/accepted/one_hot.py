"""A one-hot matrix times the values; gradients by autograd.grad."""

import torch


def argmax_attention(queries, keys, values):
    scores = torch.einsum("md,nd->mn", queries, keys)
    picked = torch.nn.functional.one_hot(scores.max(1).indices, len(keys))
    return picked.to(values) @ values


def gradient_norms(attention, queries, keys, values, weights):
    q, k, v = (t.detach().double().requires_grad_() for t in (queries, keys, values))
    loss = torch.sum(attention(q, k, v) * weights)
    grads = torch.autograd.grad(loss, [q, k, v], allow_unused=True)
    return [torch.tensor(0.0) if g is None else torch.linalg.norm(g) for g in grads]
