"""All pixels of an image are compared with one random number, so that they are not
independent given z.

Loses: pixel_statistics
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(n, decoder.latent_dim, generator=generator)
    p = decoder(z)
    u = torch.rand(n, 1, generator=generator)
    return (u < p).float()
