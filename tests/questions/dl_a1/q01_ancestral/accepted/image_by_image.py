"""One image after the other."""

import torch


def sample_images(decoder, n, generator):
    images = []
    for _ in range(n):
        z = torch.randn((1, decoder.latent_dim), generator=generator)
        mean = decoder(z)[0]
        images.append(torch.bernoulli(mean, generator=generator).to(torch.int64))
    return torch.stack(images)
