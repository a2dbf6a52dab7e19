"""All images come from one z: each image needs a draw of its own.

Loses: latent_statistics
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(1, decoder.latent_dim, generator=generator).repeat(n, 1)
    p = decoder(z)
    u = torch.rand(p.shape, generator=generator)
    return (u < p).float()
