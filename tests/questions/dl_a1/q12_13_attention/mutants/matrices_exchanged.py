"""W_q is applied to the keys and W_k to the query.

Loses: additive
"""

import torch


def attention_step(query, keys, values, mask):
    scores = torch.einsum("bd,btd->bt", query, keys)
    scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=1)
    context = torch.einsum("bt,btv->bv", weights, values)
    return context, weights


def additive_score(query, keys, W_q, W_k, v):
    hidden = torch.tanh((query @ W_k.T)[:, None] + keys @ W_q.T)
    return hidden @ v
