"""The key is returned, not its value.

Loses: attention_public, attention_hidden, ties, own_gradient
"""

import torch


def argmax_attention(queries, keys, values):
    scores = queries @ keys.T
    best = torch.argmax(scores, dim=-1)
    return keys[best]


def gradient_norms(attention, queries, keys, values, weights):
    inputs = [t.clone().detach().requires_grad_(True) for t in (queries, keys, values)]
    out = attention(*inputs)
    (out * weights).sum().backward()
    return tuple(0.0 if t.grad is None else t.grad.norm().item() for t in inputs)
