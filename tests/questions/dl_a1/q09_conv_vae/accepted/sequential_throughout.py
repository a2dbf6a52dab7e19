"""One Sequential each, Unflatten, inplace ReLU, double precision for the losses."""

import torch
from torch import nn


class Encoder(nn.Sequential):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__(
            nn.Conv2d(1, 32, kernel_size=3, stride=2, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(32, 64, kernel_size=3, stride=2, padding=1),
            nn.ReLU(inplace=True),
            nn.Flatten(),
            nn.LazyLinear(2 * z_dim),
        )
        super().forward(torch.zeros(1, 1, image_size, image_size))

    def forward(self, x):
        return super().forward(x).chunk(2, dim=-1)


class Decoder(nn.Sequential):
    def __init__(self, image_size=28, z_dim=20):
        small = image_size // 4
        super().__init__(
            nn.Linear(z_dim, 32 * small * small),
            nn.ReLU(inplace=True),
            nn.Unflatten(1, (32, small, small)),
            nn.ConvTranspose2d(32, 64, 3, stride=2, padding=1, output_padding=1),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(32, 1, 3, padding=1),
        )


def bits_per_dim(nll, image_shape):
    return nll / (torch.log(torch.tensor(2.0)) * torch.tensor(image_shape).prod())


class VAE(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.encoder = Encoder(image_size, z_dim)
        self.decoder = Decoder(image_size, z_dim)
        self.z_dim = z_dim

    def forward(self, x, eps=None):
        mean, log_std = self.encoder(x)
        eps = torch.randn(mean.shape, device=mean.device) if eps is None else eps
        logits = self.decoder(eps * log_std.exp() + mean).double()
        bce = nn.BCEWithLogitsLoss(reduction="sum")(logits, x.double())
        mean, log_std = mean.double(), log_std.double()
        kl = (-log_std + 0.5 * (log_std.exp() ** 2 + mean**2) - 0.5).sum()
        l_rec, l_reg = bce / len(x), kl / len(x)
        return l_rec, l_reg, bits_per_dim(l_rec + l_reg, x.shape[-3:])

    @torch.no_grad()
    def sample(self, n, generator=None):
        z = torch.empty(n, self.z_dim).normal_(generator=generator)
        mean = self.decoder(z).sigmoid()
        return mean.bernoulli(generator=generator).bool(), mean
