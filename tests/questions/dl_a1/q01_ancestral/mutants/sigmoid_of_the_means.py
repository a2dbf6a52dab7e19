"""The decoder's outputs are means already; a sigmoid of them lies between 0.5 and 0.73.

Loses: pixel_statistics, latent_statistics
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(n, decoder.latent_dim, generator=generator)
    p = torch.sigmoid(decoder(z))
    u = torch.rand(p.shape, generator=generator)
    return (u < p).float()
