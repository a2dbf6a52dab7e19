"""All draws before the first step, logits written into one tensor."""

import torch
import torch.nn.functional as F


def decode(encoder, decoder_step, source, target, sos, ratio, generator=None):
    batch, steps = target.shape
    coins = torch.rand(steps, generator=generator) < ratio
    state = encoder(source)
    shifted = torch.cat([torch.full((batch, 1), sos), target[:, :-1]], dim=1)
    out, previous = None, None
    for t in range(steps):
        use_truth = t == 0 or bool(coins[t])
        words = shifted[:, t] if use_truth else previous
        logits, state = decoder_step(words.contiguous(), state)
        if out is None:
            out = torch.zeros(batch, steps, logits.shape[-1])
        out[:, t] = logits
        previous = torch.argmax(logits, dim=-1)
    return out


def sequence_loss(logits, target, pad):
    log_p = F.log_softmax(logits, -1)
    real = target.ne(pad)
    return F.nll_loss(log_p[real], target[real])
