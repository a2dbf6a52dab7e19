"""The codes come from the generator, the pixels from the global one.

Loses: generator_used
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(n, decoder.latent_dim, generator=generator)
    p = decoder(z)
    u = torch.rand(p.shape)
    return (u < p).float()
