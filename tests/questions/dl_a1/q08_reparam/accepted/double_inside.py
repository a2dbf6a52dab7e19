"""Double precision inside, noise from normal_."""

import torch


def sample_reparameterize(mean, log_std, eps=None):
    noise = (
        torch.empty(mean.shape, dtype=torch.float64).normal_() if eps is None else eps
    )
    return mean.double() + noise.double() * log_std.double().exp()
