"""This is log p(x | z); the loss is the negative of it.

Loses: recon
"""

import torch
import torch.nn.functional as F


def l_recon(x, logits):
    loss = F.binary_cross_entropy_with_logits(logits, x, reduction="none")
    return -loss.flatten(1).sum(dim=1)


def l_reg(mean, log_std):
    kl = 0.5 * (torch.exp(2 * log_std) + mean**2 - 1 - 2 * log_std)
    return kl.sum(dim=1)


def vae_loss(x, logits, mean, log_std):
    return (l_recon(x, logits) + l_reg(mean, log_std)).mean()
