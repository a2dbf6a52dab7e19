"""The picture shows logits; the sigmoid is missing.

Loses: manifold_image
"""

import torch
from torch.distributions import Normal


def latent_grid(n=20):
    shares = (torch.arange(n) + 0.5) / n
    values = Normal(0.0, 1.0).icdf(shares)
    rows, cols = torch.meshgrid(values, values, indexing="ij")
    return torch.stack([rows.flatten(), cols.flatten()], dim=1)


def manifold_image(decoder, n=20):
    images = decoder(latent_grid(n))[:, 0]
    lines = [torch.cat(list(images[r * n : (r + 1) * n]), dim=1) for r in range(n)]
    return torch.cat(lines, dim=0)
