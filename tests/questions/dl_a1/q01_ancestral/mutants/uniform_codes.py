"""z is drawn from a uniform distribution; the prior is N(0, I).

Loses: latent_statistics
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.rand(n, decoder.latent_dim, generator=generator)
    p = decoder(z)
    u = torch.rand(p.shape, generator=generator)
    return (u < p).float()
