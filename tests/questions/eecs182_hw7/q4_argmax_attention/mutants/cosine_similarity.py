"""The scores are cosines; they should be dot products, in which the length of a key counts.

Loses: attention_public, attention_hidden, ties
"""

import torch


def argmax_attention(queries, keys, values):
    q = queries / queries.norm(dim=-1, keepdim=True)
    k = keys / keys.norm(dim=-1, keepdim=True)
    scores = q @ k.T
    best = torch.argmax(scores, dim=-1)
    return values[best]


def gradient_norms(attention, queries, keys, values, weights):
    inputs = [t.clone().detach().requires_grad_(True) for t in (queries, keys, values)]
    out = attention(*inputs)
    (out * weights).sum().backward()
    return tuple(0.0 if t.grad is None else t.grad.norm().item() for t in inputs)
