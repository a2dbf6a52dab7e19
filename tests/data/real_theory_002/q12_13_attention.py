"""Attention over the source at one step of the decoder."""

import torch


def attention_step(query, keys, values, mask):
    scores = torch.bmm(keys, query.unsqueeze(2)).squeeze(2)
    scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=1)
    context = torch.bmm(weights.unsqueeze(1), values).squeeze(1)
    return context, weights


def additive_score(query, keys, W_q, W_k, v):
    hidden = torch.tanh((query @ W_q.T).unsqueeze(1) + keys @ W_k.T)
    return hidden @ v
