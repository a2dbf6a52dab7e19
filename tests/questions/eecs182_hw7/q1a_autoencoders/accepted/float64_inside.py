"""Computes in float64 where it can, and hands back lists."""

import torch
from torch import nn

HPARAMS = dict(batch_size=64, num_epochs=15, lr=3e-3)


def layers(sizes, activation_cls):
    made = [nn.Linear(sizes[0], sizes[1])]
    for a, b in zip(sizes[1:-1], sizes[2:]):
        made.extend([activation_cls(), nn.Linear(a, b)])
    return nn.Sequential(*made)


class Autoencoder(nn.Module):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU):
        super().__init__()
        self.encoder = layers((input_size, *hidden_sizes), activation_cls)
        self.decoder = layers((*reversed(hidden_sizes), input_size), activation_cls)

    def encode(self, x):
        return self.encoder(x)

    def forward(self, x):
        return self.decoder(self.encoder(x))

    def loss(self, x, x_hat):
        difference = x.double() - x_hat.double()
        return torch.einsum("nd,nd->", difference, difference) / len(x)

    def step(self, seen, x, optimizer):
        def closure():
            optimizer.zero_grad()
            loss = self.loss(x, self(seen))
            loss.backward()
            return loss

        return optimizer.step(closure)

    def train_step(self, x, optimizer):
        return self.step(x, x, optimizer)


class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.std = noise_std

    def train_step(self, x, optimizer, noise=None):
        noise = torch.randn(*x.shape) if noise is None else noise
        return self.step(x + noise * self.std, x, optimizer)


class MaskedAutoencoder(Autoencoder):
    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.p = mask_prob

    def train_step(self, x, optimizer, keep=None):
        hidden = (torch.rand_like(x) < self.p) if keep is None else ~keep.bool()
        return self.step(x.masked_fill(hidden, 0.0), x, optimizer)


def probe_accuracy(model, classifier, x, y):
    model.eval()
    classifier.eval()
    with torch.inference_mode():
        right = [
            int(classifier(model.encode(x[i : i + 1])).argmax()) == int(y[i])
            for i in range(len(x))
        ]
    return 100.0 * sum(right) / len(right)


def curve_band(values):
    columns = list(zip(*values.tolist()))
    mean = [sum(column) / len(column) for column in columns]
    return (
        mean,
        [min(column) for column in columns],
        [max(column) for column in columns],
    )


def build_model():
    return DenoisingAutoencoder(64, [256, 64], noise_std=0.5)
