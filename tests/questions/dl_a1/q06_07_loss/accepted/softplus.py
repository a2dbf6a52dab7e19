"""The cross-entropy as a softplus, in double precision."""

import torch
from torch.nn.functional import softplus


def l_recon(x, logits):
    x, logits = x.double(), logits.double()
    per_pixel = softplus(logits) - x * logits
    return per_pixel.reshape(len(x), -1).sum(-1)


def l_reg(mean, log_std):
    mean, log_std = mean.double(), log_std.double()
    var = torch.exp(log_std) ** 2
    return torch.sum(var + mean.pow(2) - 1 - torch.log(var), dim=-1) / 2


def vae_loss(x, logits, mean, log_std):
    recon = l_recon(x, logits)
    reg = l_reg(mean, log_std)
    return recon.mean() + reg.mean()
