"""The means are rounded, not drawn from: a pixel with mean 0.4 should be on in 40 % of
the images.

Loses: pixel_statistics
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(n, decoder.latent_dim, generator=generator)
    p = decoder(z)
    return (p > 0.5).float()
