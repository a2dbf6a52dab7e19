"""What comes back are the pixels' means: an image is drawn from them, every pixel 0 or
1.

Loses: binary_shape
"""

import torch


def sample_images(decoder, n, generator):
    z = torch.randn(n, decoder.latent_dim, generator=generator)
    p = decoder(z)
    return p
