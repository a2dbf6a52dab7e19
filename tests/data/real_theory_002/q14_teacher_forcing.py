"""The word of the step before, true or own, is the input of the current step."""

import torch
import torch.nn.functional as F


def decode(encoder, decoder_step, source, target, sos, ratio, generator=None):
    state = encoder(source)
    token = torch.full((target.shape[0],), sos, dtype=torch.long)
    outputs = []
    for t in range(target.shape[1]):
        logits, state = decoder_step(token, state)
        outputs.append(logits)
        if torch.rand(1, generator=generator).item() < ratio:
            token = target[:, t]
        else:
            token = logits.argmax(dim=1)
    return torch.stack(outputs, dim=1)


def sequence_loss(logits, target, pad):
    return F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=pad)
