"""Query by query and key by key; gradients by finite differences."""

import torch


def argmax_attention(queries, keys, values):
    rows = []
    for q in queries:
        best, score = 0, float(q @ keys[0])
        for j in range(1, len(keys)):
            if float(q @ keys[j]) > score:
                best, score = j, float(q @ keys[j])
        rows.append(values[best])
    return torch.stack(rows)


def gradient_norms(attention, queries, keys, values, weights):
    inputs = [t.double().clone() for t in (queries, keys, values)]
    h = 1e-4
    norms = []
    for t in inputs:
        total = 0.0
        for i in range(t.numel()):
            flat = t.view(-1)
            old = flat[i].item()
            flat[i] = old + h
            up = (attention(*inputs) * weights).sum().item()
            flat[i] = old - h
            down = (attention(*inputs) * weights).sum().item()
            flat[i] = old
            total += ((up - down) / (2 * h)) ** 2
        norms.append(total**0.5)
    return norms
