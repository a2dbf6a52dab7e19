"""All latent dimensions of an image are one and the same number; the prior draws each
independently.

Loses: latent_statistics
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(n, 1, generator=generator).repeat(1, decoder.latent_dim)
    p = decoder(z)
    u = torch.rand(p.shape, generator=generator)
    return (u < p).float()
