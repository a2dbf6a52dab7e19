"""The generator that is handed in is not used; the global one is.

Loses: generator_used
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(n, decoder.latent_dim)
    p = decoder(z)
    u = torch.rand(p.shape)
    return (u < p).float()
