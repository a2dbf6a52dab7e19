"""Codes in double precision, in batches of 500."""

import torch


def sample_images(decoder, n, generator):
    out = []
    for start in range(0, n, 500):
        size = min(500, n - start)
        z = torch.randn(
            size, decoder.latent_dim, generator=generator, dtype=torch.float64
        )
        p = torch.as_tensor(decoder(z.float()), dtype=torch.float64)
        u = torch.rand(p.shape, generator=generator, dtype=torch.float64)
        out.append(torch.where(u <= p, 1, 0))
    return torch.cat(out)
