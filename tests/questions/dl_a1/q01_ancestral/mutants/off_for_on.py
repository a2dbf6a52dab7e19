"""A pixel is on with the probability of being off: the comparison is the wrong way
round.

Loses: pixel_statistics, latent_statistics
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(n, decoder.latent_dim, generator=generator)
    p = decoder(z)
    u = torch.rand(p.shape, generator=generator)
    return (u > p).float()
