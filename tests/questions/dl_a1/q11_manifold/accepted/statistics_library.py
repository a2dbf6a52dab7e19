"""statistics.NormalDist and loops; tile by tile."""

from statistics import NormalDist

import torch


def latent_grid(n=20):
    q = [NormalDist().inv_cdf((i + 0.5) / n) for i in range(n)]
    return torch.tensor([[a, b] for a in q for b in q])


def manifold_image(decoder, n=20):
    z = latent_grid(n)
    picture = None
    for k in range(n * n):
        tile = torch.sigmoid(decoder(z[k : k + 1])).detach()[0, 0]
        s = tile.shape[0]
        if picture is None:
            picture = torch.empty(n * s, n * s)
        i, j = k // n, k % n
        picture[i * s : i * s + s, j * s : j * s + s] = tile
    return picture
