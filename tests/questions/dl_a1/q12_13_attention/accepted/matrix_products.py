"""bmm, and a large negative number for padding."""

import torch


def attention_step(query, keys, values, mask):
    scores = torch.bmm(keys, query.unsqueeze(-1)).squeeze(-1)
    scores = scores + (1.0 - mask.to(scores.dtype)) * -1e9
    weights = torch.nn.functional.softmax(scores, dim=-1)
    return torch.bmm(weights.unsqueeze(1), values).squeeze(1), weights


def additive_score(query, keys, W_q, W_k, v):
    q = torch.nn.functional.linear(query, W_q).unsqueeze(1)
    k = torch.nn.functional.linear(keys, W_k)
    return (torch.tanh(q + k) * v).sum(-1)
