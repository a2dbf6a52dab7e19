"""Checks for question 10: training, on a VAE of ours.

Whatever the student's code says of the training, the loss is computed here, from the
parameters that came out of it.
"""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from markstone.comparison import agree

EPOCHS = 8


@pytest.fixture
def images(data):
    """Return the images to train on and the others: float32, (n, 1, 8, 8)."""
    with np.load(data / "digits8.npz") as arrays:
        return {
            name: torch.from_numpy(arrays[name]).float()[:, None]
            for name in ("train", "test")
        }


@dataclass(frozen=True, slots=True)
class Toy:
    """A small VAE on the student's side, and what became of it there."""

    here: ModuleType
    there: Any

    def fresh(self, seed):
        """Make a VAE over there, with the same weights for the same seed."""
        torch.manual_seed(seed)
        vae = self.there.VAE()
        vae.load_state_dict(self.here.VAE().state_dict())
        return vae

    def loss(self, vae, images, seed):
        """Return the loss of images in nats, in float64, with fixed noise."""
        vae_here = self.here.VAE().double()
        state = vae.state_dict()
        shapes = {name: v.shape for name, v in vae_here.state_dict().items()}
        is_whole = isinstance(state, dict) and shapes == {
            name: getattr(values, "shape", None) for name, values in state.items()
        }
        assert is_whole, "The VAE that is handed in should be trained as it is."
        assert all(bool(values.isfinite().all()) for values in state.values()), (
            "After training the weights are no longer finite."
        )
        vae_here.load_state_dict(state)
        rng = torch.Generator().manual_seed(seed)
        shape = len(images), vae_here.z_dim
        eps = torch.randn(shape, generator=rng, dtype=torch.float64)
        with torch.no_grad():
            l_rec, l_reg, _ = vae_here(images.double(), eps)
        loss = l_rec + l_reg
        assert loss.isfinite(), "After training the loss is no longer finite."
        return loss


@pytest.fixture
def toy(student, ours):
    """Bring the VAE to train."""
    return Toy(ours("toy_vae"), student.bring("toy_vae"))


def test_test_loss(student, images, toy, assert_close, rng):
    """After 8 epochs the loss of images that were not trained on is low."""
    seed = _seed(rng)
    vae = toy.fresh(seed)

    student.q10_train.train_vae(vae, images["train"], EPOCHS, seed=seed)

    # The loss is compared with 0, so that the tolerance is the highest that will do.
    assert_close(toy.loss(vae, images["test"], seed), 0.0, metric="abs")


def test_history(  # noqa: PLR0913, PLR0917 (fixtures)
    student, read, images, toy, assert_close, attach, rng, instance
):
    """The history has the mean loss of an image in each epoch."""
    count, epochs = (1500, 8) if instance == "public" else (1150, 9)
    train = images["train"][:count]
    seed = _seed(rng)
    vae = toy.fresh(seed)

    history = student.q10_train.train_vae(vae, train, epochs, seed=seed)

    # A loss in the last epoch is hardly above that of the model which it leads to.
    losses = read.tensor(history, shape=(epochs,))
    reached = toy.loss(vae, train, seed)
    attach.curve(
        "The history of the training",
        yours=losses,
        reference=reached,
        x="epoch",
        y="nats an image",
        beside="the loss of the model you trained",
    )
    assert_close(losses[-1], reached)


def test_seeded(student, read, images, toy, assert_close, rng):
    """The seed decides the whole history, and nothing else does."""
    train_vae, seed = student.q10_train.train_vae, _seed(rng)
    plan = images["train"][:300], 2, 100, 1e-3

    history = train_vae(toy.fresh(seed), *plan, seed)
    another = train_vae(toy.fresh(seed), *plan, seed + 1)
    told = train_vae, toy.fresh(seed), *plan, seed
    again = student.bring("calls").after_seeding(1, *told)

    first = read.tensor(history, shape=(None,))
    assert len(first), "The history is empty."
    assert first.isfinite().all(), "There is a NaN or an infinity in the history."
    assert_close(again, first)
    other = read.tensor(another, shape=(None,))
    assert not agree(other, first, 1e-5), "Another seed changed nothing."


def test_grid(student, reference, assert_close, rng, instance):
    """The picture has the images row by row."""
    rows, cols, s = (2, 3, 4) if instance == "public" else (4, 3, 5)
    images = torch.rand(rows * cols, 1, s, s, generator=rng)

    picture = student.q10_train.image_grid(images, rows, cols)

    assert_close(picture, reference.q10_train.image_grid(images, rows, cols))


def _seed(rng):
    return int(torch.randint(2**31, (), generator=rng))
