"""Forward sampling: z from the standard normal distribution, then x given z."""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(n, decoder.latent_dim, generator=generator)
    x = torch.bernoulli(decoder(z), generator=generator)
    return x
