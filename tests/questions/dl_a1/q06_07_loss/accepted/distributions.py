"""torch.distributions for both terms."""

import torch
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence


def l_recon(x, logits):
    pixels = Independent(Bernoulli(logits=logits), x.dim() - 1)
    return -pixels.log_prob(x)


def l_reg(mean, log_std):
    q = Normal(mean, log_std.exp())
    p = Normal(torch.zeros_like(mean), torch.ones_like(mean))
    return kl_divergence(q, p).sum(-1)


def vae_loss(x, logits, mean, log_std):
    return torch.mean(l_recon(x, logits) + l_reg(mean, log_std))
