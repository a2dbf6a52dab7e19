"""Given code of q1a: data, the linear probe, and the training on digits.

Nothing here is yours to change: whatever you hand in, your models are trained and
probed with the original of this file.

Axes: `n` samples, `d` features, `h` width of the code.

The digits are scikit-learn's 8 x 8 images, divided by 16 and put into a fixed
order: the first 1297 are the pool to train on without labels, the last 500 the
test. Only the first 50 of the pool carry labels, for the probe.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

DATA = Path(__file__).parent / "data"
POOL, LABELLED = 1297, 50
DIGITS = 10

Accuracy = Callable[[nn.Module, nn.Module, Tensor, Tensor], float]
"""The percentage that a classifier gets right on a model's codes of x."""


def make_synthetic(
    n: int = 4000,
    d: int = 40,
    num_high_var: int = 8,
    scale: float = 10.0,
    seed: int = 0,
) -> tuple[Float[Tensor, "n d"], Int[Tensor, " n"]]:
    """Draw points from a rotated Gaussian, and label them by its long directions.

    Args:
        n: how many points.
        d: how many features.
        num_high_var: how many directions have the variance `scale`; the others
            have 1. Their sum is positive where the label is 1.
        scale: variance along the long directions.
        seed: of the drawing.
    """
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, d))
    z[:, :num_high_var] *= scale**0.5
    rotation = np.linalg.qr(rng.standard_normal((d, d)))[0]  # (d, d)
    y = z[:, :num_high_var].sum(axis=1) > 0
    x = torch.tensor(z @ rotation, dtype=torch.float32)
    return x, torch.tensor(y, dtype=torch.int64)


def load_digits() -> tuple[Float[Tensor, "n d"], Int[Tensor, " n"]]:
    """Return all 1797 images, with values from 0 to 1, and what they show."""
    with np.load(DATA / "digits.npz") as digits:
        return torch.from_numpy(digits["x"]), torch.from_numpy(digits["y"])


@torch.no_grad()
def encode(model: nn.Module, x: Float[Tensor, "n d"]) -> Float[Tensor, "n h"]:
    """Return the model's codes of x, in eval mode; the model stays in train mode."""
    model.eval()
    codes: Tensor = model.encode(x)
    model.train()
    return codes


def fit_probe(
    codes: Float[Tensor, "n h"],
    y: Int[Tensor, " n"],
    num_classes: int,
    steps: int = 300,
    lr: float = 1e-2,
) -> nn.Linear:
    """Fit a linear classifier to fixed codes: all of them at a time, with Adam."""
    classifier = nn.Linear(codes.shape[1], num_classes, dtype=codes.dtype)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        functional.cross_entropy(classifier(codes), y).backward()
        optimizer.step()
    return classifier


def train_probe(
    model: nn.Module,
    x: Float[Tensor, "n d"],
    y: Int[Tensor, " n"],
    num_classes: int,
    steps: int = 300,
    lr: float = 1e-2,
) -> nn.Linear:
    """Fit a linear classifier to the codes of a model that stays as it is."""
    return fit_probe(encode(model, x), y, num_classes, steps, lr)


def train_digits(
    build_model: Callable[[], nn.Module], hparams: dict[str, Any], seed: int
) -> nn.Module:
    """Build a model and train it on the pool of digits, without labels.

    Args:
        build_model: makes the model, for 64 inputs.
        hparams: `batch_size`, `num_epochs` and `lr`, the step size of Adam.
        seed: of everything random.
    """
    torch.manual_seed(seed)
    np.random.seed(seed)  # noqa: NPY002  (your code may use the global generator)
    pool = load_digits()[0][:POOL]  # (1297, 64)
    model = build_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=hparams["lr"])
    model.train()
    for _ in range(hparams["num_epochs"]):
        for rows in torch.randperm(POOL).split(hparams["batch_size"]):
            model.train_step(pool[rows], optimizer)
    return model


def run_digits(
    build_model: Callable[[], nn.Module],
    hparams: dict[str, Any],
    accuracy: Accuracy,
    seed: int,
) -> float:
    """Train on the digits, fit a probe to 50 labels, return its accuracy in percent.

    Your grade is the mean over the seeds 0, 227, 1 and 2, with an accuracy that is
    computed from the codes of your model and not by your own function.

    Args:
        build_model: makes the model, for 64 inputs.
        hparams: `batch_size`, `num_epochs` and `lr`.
        accuracy: your `probe_accuracy`.
        seed: of everything random.
    """
    model = train_digits(build_model, hparams, seed)
    x, y = load_digits()
    classifier = train_probe(model, x[:LABELLED], y[:LABELLED], DIGITS)
    return accuracy(model, classifier, x[POOL:], y[POOL:])
