"""The denoising loss compares with the noisy input instead of the clean data, which
is also what comes of adding the noise in place.

Loses: step_denoising, random_noise
"""

import torch
import torch.nn as nn

HPARAMS = {"batch_size": 64, "num_epochs": 15, "lr": 3e-3}


class Autoencoder(nn.Module):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU):
        super().__init__()
        encoder = []
        size = input_size
        for i, hidden in enumerate(hidden_sizes):
            encoder.append(nn.Linear(size, hidden))
            if i < len(hidden_sizes) - 1:
                encoder.append(activation_cls())
            size = hidden
        decoder = []
        sizes = list(reversed(hidden_sizes[:-1])) + [input_size]
        for i, hidden in enumerate(sizes):
            decoder.append(nn.Linear(size, hidden))
            if i < len(sizes) - 1:
                decoder.append(activation_cls())
            size = hidden
        self.encoder = nn.Sequential(*encoder)
        self.decoder = nn.Sequential(*decoder)

    def encode(self, x):
        return self.encoder(x)

    def forward(self, x):
        return self.decoder(self.encode(x))

    def loss(self, x, x_hat):
        return ((x - x_hat) ** 2).sum(dim=1).mean()

    def train_step(self, x, optimizer):
        optimizer.zero_grad()
        loss = self.loss(x, self(x))
        loss.backward()
        optimizer.step()
        return loss.detach()


class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def train_step(self, x, optimizer, noise=None):
        if noise is None:
            noise = torch.randn_like(x)
        noisy = x + self.noise_std * noise
        optimizer.zero_grad()
        loss = self.loss(noisy, self(noisy))
        loss.backward()
        optimizer.step()
        return loss.detach()


class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob = mask_prob

    def train_step(self, x, optimizer, keep=None):
        if keep is None:
            keep = torch.rand(x.shape) > self.mask_prob
        masked = x * keep
        optimizer.zero_grad()
        loss = self.loss(x, self(masked))
        loss.backward()
        optimizer.step()
        return loss.detach()


def probe_accuracy(model, classifier, x, y):
    model.eval()
    with torch.no_grad():
        pred = classifier(model.encode(x)).argmax(dim=1)
    return 100.0 * (pred == y).float().mean().item()


def curve_band(values):
    return values.mean(dim=0), values.min(dim=0).values, values.max(dim=0).values


def build_model():
    return MaskedAutoencoder(64, [256, 64], mask_prob=0.4)
