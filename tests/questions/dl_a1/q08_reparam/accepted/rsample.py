"""rsample of torch.distributions where no noise is given."""

import torch
from torch.distributions import Normal


def sample_reparameterize(mean, log_std, eps=None):
    if eps is None:
        return Normal(mean, log_std.exp()).rsample()
    return torch.addcmul(mean, log_std.exp(), eps)
