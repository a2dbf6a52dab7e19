"""Losses of torch, masks by Bernoulli draws, results as numpy arrays and Python numbers."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HPARAMS = {"batch_size": 32, "num_epochs": 10, "lr": 0.003}


class Autoencoder(nn.Module):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU):
        super().__init__()
        self.encoder = nn.Sequential()
        self.decoder = nn.Sequential()
        sizes = [input_size] + list(hidden_sizes)
        for stack, path in ((self.encoder, sizes), (self.decoder, sizes[::-1])):
            for i in range(len(path) - 1):
                stack.add_module(str(2 * i), nn.Linear(path[i], path[i + 1]))
                if i + 2 < len(path):
                    stack.add_module(str(2 * i + 1), activation_cls())

    def encode(self, x):
        return self.encoder(x)

    def forward(self, x):
        return self.decoder(self.encoder(x))

    def loss(self, x, x_hat):
        return F.mse_loss(x_hat, x, reduction="sum") / x.shape[0]

    def _corrupt(self, x, draw):
        return x

    def train_step(self, x, optimizer, draw=None):
        self.train()
        value = self.loss(x, self.forward(self._corrupt(x, draw)))
        value.backward()
        optimizer.step()
        for p in self.parameters():
            p.grad = None
        return value.item()


class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def train_step(self, x, optimizer, noise=None):
        return super().train_step(x, optimizer, noise)

    def _corrupt(self, x, noise):
        if noise is not None:
            return torch.add(x, noise, alpha=self.noise_std)
        return torch.normal(x, self.noise_std)


class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob = mask_prob

    def train_step(self, x, optimizer, keep=None):
        return super().train_step(x, optimizer, keep)

    def _corrupt(self, x, keep):
        if keep is None:
            keep = torch.full_like(x, 1 - self.mask_prob).bernoulli().bool()
        return torch.where(keep, x, torch.zeros_like(x))


def probe_accuracy(model, classifier, x, y):
    was_training = model.training
    model.eval()
    hits = 0
    with torch.no_grad():
        for i in range(0, len(x), 200):
            scores = classifier(model.encode(x[i : i + 200]))
            hits += int((scores.max(1)[1] == y[i : i + 200]).sum())
    model.train(was_training)
    return hits / len(x) * 100


def curve_band(values):
    values = np.asarray(values)
    return values.mean(0), values.min(0), values.max(0)


def build_model():
    return DenoisingAutoencoder(64, [128, 64])
