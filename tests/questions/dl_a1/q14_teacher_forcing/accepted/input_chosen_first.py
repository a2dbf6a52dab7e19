"""The input of a step is chosen at its beginning; ignore_index."""

import torch
from torch import nn


def decode(encoder, decoder_step, source, target, sos, ratio, generator=None):
    hidden = encoder(source)
    B, T = target.shape
    logits = []
    for t in range(T):
        if t == 0:
            word = torch.tensor([sos] * B)
        elif torch.bernoulli(torch.tensor(float(ratio)), generator=generator):
            word = target[:, t - 1]
        else:
            word = logits[-1].topk(1).indices.squeeze(1)
        out, hidden = decoder_step(word, hidden)
        logits.append(out)
    return torch.stack(logits).transpose(0, 1)


def sequence_loss(logits, target, pad):
    criterion = nn.CrossEntropyLoss(ignore_index=pad)
    return criterion(logits.reshape(-1, logits.shape[-1]), target.reshape(-1))
