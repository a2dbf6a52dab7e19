"""Reshaping alone cuts the images into lines of pixels: rows of images have to be moved
in front of rows of pixels.

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
    images = torch.sigmoid(decoder(latent_grid(n)))[:, 0]
    return images.reshape(n * images.shape[1], -1)
