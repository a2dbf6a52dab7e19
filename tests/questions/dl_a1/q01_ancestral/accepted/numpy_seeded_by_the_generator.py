"""numpy's generator, seeded by the one that is handed in."""

import numpy as np
import torch


def sample_images(decoder, n, generator):
    seed = int(torch.randint(0, 2**31 - 1, (1,), generator=generator))
    rng = np.random.default_rng(seed)
    z = torch.from_numpy(
        rng.standard_normal((n, decoder.latent_dim)).astype(np.float32)
    )
    means = np.asarray(decoder(z))
    return rng.binomial(1, np.clip(means, 0, 1))
