"""The architecture as described: 64 then 32 filters, ReLU after every convolution."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 64, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(64, 32, 3, stride=2, padding=1)
        self.dense = nn.Linear(32 * (image_size // 4) ** 2, 2 * z_dim)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = self.dense(torch.flatten(x, 1))
        mean, log_std = x.chunk(2, dim=1)
        return mean, log_std


class Decoder(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.side = image_size // 4
        self.dense = nn.Linear(z_dim, 32 * self.side**2)
        self.deconv1 = nn.ConvTranspose2d(32, 64, 3, 2, 1, output_padding=1)
        self.deconv2 = nn.ConvTranspose2d(64, 32, 3, 2, 1, output_padding=1)
        self.deconv3 = nn.ConvTranspose2d(32, 1, 3, 1, 1)

    def forward(self, z):
        x = F.relu(self.dense(z))
        x = x.reshape(-1, 32, self.side, self.side)
        x = F.relu(self.deconv1(x))
        x = F.relu(self.deconv2(x))
        return F.relu(self.deconv3(x))


class VAE(nn.Module):
    def __init__(self, image_size=28, z_dim=20):
        super().__init__()
        self.z_dim = z_dim
        self.encoder = Encoder(image_size, z_dim)
        self.decoder = Decoder(image_size, z_dim)

    def forward(self, x, eps=None):
        mean, log_std = self.encoder(x)
        if eps is None:
            eps = torch.randn_like(mean)
        out = self.decoder(mean + torch.exp(log_std) * eps)
        recon = F.binary_cross_entropy_with_logits(out, x, reduction="none")
        l_rec = recon.sum(dim=(1, 2, 3)).mean()
        kl = -log_std + (torch.exp(2 * log_std) + mean**2 - 1) / 2
        l_reg = kl.sum(dim=1).mean()
        return l_rec, l_reg, None

    @torch.no_grad()
    def sample(self, n, generator=None):
        z = torch.randn(n, self.z_dim, generator=generator)
        x_mean = torch.sigmoid(self.decoder(z))
        return torch.bernoulli(x_mean, generator=generator), x_mean
