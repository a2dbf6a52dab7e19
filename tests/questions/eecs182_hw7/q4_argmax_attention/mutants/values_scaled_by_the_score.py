"""The value is multiplied with its score; it should come out unchanged.

Loses: attention_public, attention_hidden, ties, own_gradient
"""

import torch


def argmax_attention(queries, keys, values):
    scores = queries @ keys.T
    best, index = scores.max(dim=-1)
    return best[:, None] * values[index]


def gradient_norms(attention, queries, keys, values, weights):
    inputs = [t.clone().detach().requires_grad_(True) for t in (queries, keys, values)]
    out = attention(*inputs)
    (out * weights).sum().backward()
    return tuple(0.0 if t.grad is None else t.grad.norm().item() for t in inputs)
