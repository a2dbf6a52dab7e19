"""Monte Carlo integration as the answers describe it; the rest was not given."""

import math

import torch


def mc_log_likelihood(x, decoder, z):
    f = decoder(z)
    p_x = (f**x[:, None] * (1 - f) ** (1 - x[:, None])).prod(dim=-1)
    p_z = (torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)).prod(dim=-1)
    average = (p_x * p_z).mean(dim=-1)
    length = (z.max(dim=0).values - z.min(dim=0).values).prod()
    return torch.log(average * length)
