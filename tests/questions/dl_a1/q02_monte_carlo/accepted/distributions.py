"""torch.distributions, means clamped at 1e-6."""

import torch
from torch.distributions import Bernoulli, Normal


def mc_log_likelihood(x, decoder, z):
    p = torch.as_tensor(decoder(z)).clamp(1e-6, 1 - 1e-6)
    log_p = Bernoulli(probs=p).log_prob(x.unsqueeze(1)).sum(dim=2)
    weights = torch.full((len(z),), 1 / len(z), dtype=log_p.dtype)
    return torch.logsumexp(log_p + weights.log(), dim=1)


def relative_variance(dim, s=0.25, c=1.0):
    s, c = torch.tensor(s, dtype=torch.float64), torch.tensor(c, dtype=torch.float64)
    first = Normal(0.0, torch.sqrt(1 + s**2)).log_prob(c)
    second = Normal(0.0, torch.sqrt(1 + s**2 / 2)).log_prob(c)
    second = second - torch.log(2 * s * torch.pi**0.5)
    return torch.expm1(dim * (second - 2 * first))


def samples_needed(dim, s=0.25, c=1.0, rel_std=0.1):
    return relative_variance(dim, s, c).item() / rel_std**2
