"""torch.bernoulli, and truth values instead of numbers."""

import torch


def sample_images(decoder, n: int, generator: torch.Generator) -> torch.Tensor:
    codes = torch.empty(n, decoder.latent_dim).normal_(generator=generator)
    return torch.bernoulli(decoder(codes), generator=generator).bool()
