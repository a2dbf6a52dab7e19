"""Python's random, int32 words, the loss in numpy."""

import random

import numpy as np
import torch


def decode(encoder, decoder_step, source, target, sos, ratio, generator=None):
    state = encoder(source)
    words = target.new_full((target.size(0),), sos)
    result = []
    for t, truth in enumerate(target.T):
        step, state = decoder_step(words, state)
        result.append(step.unsqueeze(1))
        words = truth if random.random() < ratio else step.max(-1)[1].to(torch.int32)
    return torch.cat(result, 1)


def sequence_loss(logits, target, pad):
    l, y = np.asarray(logits, dtype=np.float64), np.asarray(target)
    l = l - l.max(-1, keepdims=True)
    log_p = l - np.log(np.exp(l).sum(-1, keepdims=True))
    chosen = np.take_along_axis(log_p, y[..., None], -1)[..., 0]
    return -chosen[y != pad].mean()
