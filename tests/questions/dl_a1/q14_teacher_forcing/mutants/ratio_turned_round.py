"""The ratio is how often the truth is fed; here it is how often it is not.

Loses: forced_inputs, free_inputs, mixed_ratio
"""

import torch
import torch.nn.functional as F


def decode(encoder, decoder_step, source, target, sos, ratio, generator=None):
    state = encoder(source)
    tokens = torch.full((len(target),), sos, dtype=torch.int64)
    outputs = []
    for t in range(target.shape[1]):
        logits, state = decoder_step(tokens, state)
        outputs.append(logits)
        forced = torch.rand(1, generator=generator).item() >= ratio
        tokens = target[:, t] if forced else logits.argmax(dim=1)
    return torch.stack(outputs, dim=1)


def sequence_loss(logits, target, pad):
    loss = F.cross_entropy(logits.transpose(1, 2), target, reduction="none")
    keep = (target != pad).to(loss.dtype)
    return (loss * keep).sum() / keep.sum()
