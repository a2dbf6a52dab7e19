"""The generator is seeded again inside, so that every call gives the same images.

Loses: generator_used
"""

import torch


def sample_images(decoder, n, generator):
    generator.manual_seed(0)
    z = torch.randn(n, decoder.latent_dim, generator=generator)
    p = decoder(z)
    u = torch.rand(p.shape, generator=generator)
    return (u < p).float()
