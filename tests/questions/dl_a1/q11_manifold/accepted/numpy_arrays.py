"""numpy arrays, quantiles by ndtri."""

import numpy as np
import torch


def ppf(p):
    return torch.special.ndtri(torch.from_numpy(p)).numpy()


def latent_grid(n=20):
    q = ppf((np.arange(n) + 0.5) / n)
    i, j = np.divmod(np.arange(n * n), n)
    return np.stack([q[i], q[j]], axis=1).astype(np.float32)


def manifold_image(decoder, n=20):
    with torch.no_grad():
        logits = decoder(torch.from_numpy(latent_grid(n))).numpy()
    means = 1 / (1 + np.exp(-logits[:, 0].astype(np.float64)))
    return np.block([[means[i * n + j] for j in range(n)] for i in range(n)])
