"""The result is [M, n]: one row for each image was asked for.

Loses: binary_shape, pixel_statistics, latent_statistics, generator_used
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(n, decoder.latent_dim, generator=generator)
    p = decoder(z)
    u = torch.rand(p.shape, generator=generator)
    return (u < p).float().T
