"""z has a standard deviation of 2; the prior's is 1.

Loses: latent_statistics
"""

import torch


def sample_images(decoder, n, generator):
    z = 2 * torch.randn(n, decoder.latent_dim, generator=generator)
    p = decoder(z)
    u = torch.rand(p.shape, generator=generator)
    return (u < p).float()
