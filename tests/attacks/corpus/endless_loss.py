"""Says that its loss is minus infinity, which is below every other.

Catalogue: 76
Question: p2_vae
Comes to: recon FAILED, kl FAILED, elbo FAILED
Seconds: 4
Not stopped by: nothing
"""

import torch


def elbo(x, x_hat, mu, logvar):
    loss = torch.full((len(x),), -float("inf"), dtype=x.dtype)
    return loss, loss, -loss
