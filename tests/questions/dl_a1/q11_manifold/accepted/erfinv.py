"""The inverse error function, in double precision; batches of 10 codes."""

import math

import torch


def latent_grid(n=20):
    u = torch.linspace(0.5 / n, 1 - 0.5 / n, n, dtype=torch.float64)
    q = math.sqrt(2) * torch.erfinv(2 * u - 1)
    first = q.repeat_interleave(n)
    second = q.repeat(n)
    return torch.stack((first, second), -1)


@torch.no_grad()
def manifold_image(decoder, n=20):
    codes = latent_grid(n).float().split(10)
    p = torch.cat([decoder(z).sigmoid() for z in codes])
    s = p.shape[-1]
    return p.view(n, n, s, s).transpose(1, 2).reshape(n * s, n * s)
