"""What several checks work with: models of q1a, its digits and its log; our own code.

The accuracy on the digits is computed here, from the codes of the trained model.
"""

import importlib.util
import itertools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch

POOL, LABELLED = 1297, 50
MOST_EPOCHS, MOST_WIDTH = 60, 256
KINDS = ("vanilla", "denoise", "masking")
WIDTHS = (2, 8, 40, 80)


class Sizes(NamedTuple):
    """An architecture: features, hidden widths, and an activation of `torch.nn`."""

    d: int
    hidden: list[int]
    activation: str

    @property
    def shapes(self):
        """The shapes of the weights by the names that the question states."""
        widths = [self.d, *self.hidden]
        shapes = {}
        for part, stack in (("encoder", widths), ("decoder", widths[::-1])):
            for i, (n_in, n_out) in enumerate(itertools.pairwise(stack)):
                shapes[f"{part}.{2 * i}.weight"] = (n_out, n_in)
                shapes[f"{part}.{2 * i}.bias"] = (n_out,)
        return shapes


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Makes one model on both sides."""

    student: Any
    reference: Any
    rng: torch.Generator

    def weights(self, sizes):
        """Draw weights that hide nothing."""
        return {
            name: torch.randn(shape, generator=self.rng) * 0.6
            for name, shape in sizes.shapes.items()
        }

    def make(self, kind, sizes, weights=None, **options):
        """Return the student's model, with the weights if there are any."""
        activation = self.student.torch(f"nn.{sizes.activation}")
        made = getattr(self.student.q1a_autoencoders, kind)(
            sizes.d, sizes.hidden, activation, **options
        )
        if weights is not None:
            made.load_state_dict(weights)
        return made

    def right(self, kind, sizes, weights=None, **options):
        """Return the reference's model, in float64."""
        activation = getattr(torch.nn, sizes.activation)
        made = getattr(self.reference.q1a_autoencoders, kind)(
            sizes.d, sizes.hidden, activation, **options
        )
        if weights is not None:
            made.load_state_dict(weights)
        return made


@dataclass(frozen=True, slots=True)
class Log:
    """The student's log, read without trust in its shape."""

    content: dict[str, Any]

    @property
    def names(self):
        """The twelve models of `train1`."""
        return [f"{kind}.{width}" for kind in KINDS for width in WIDTHS]

    def at(self, *path):
        """Return what stands under some keys, None where nothing does."""
        found = self.content
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def repeats(self, name):
        """Return the trainings of a model, none where there is no list of them."""
        found = self.at("train1", name)
        return found if isinstance(found, list) else []

    def read(self, training, curve):
        """Return a curve of one training as a tensor, None where it is none."""
        values = training.get(curve) if isinstance(training, dict) else None
        if not isinstance(values, list) or not values:
            return None
        if not all(type(value) in (int, float) for value in values):
            return None
        if not all(abs(value) < 1e9 for value in values):  # no NaN is
            return None
        return torch.tensor(values, dtype=torch.float64)

    def curves(self, curve):
        """Return that curve of every training, with the name of its model.

        What is missing or cannot be read is the business of `log_structure`, as long
        as there is something of each kind.
        """
        found = [
            (name, values)
            for name in self.names
            for training in self.repeats(name)
            if (values := self.read(training, curve)) is not None
        ]
        kinds = {name.partition(".")[0] for name, _ in found}
        for kind in KINDS:
            assert kind in kinds, f"train1 has no {curve} of any {kind} model."
        return found


@pytest.fixture
def sizes_of():
    """Lend the maker of architectures."""
    return lambda written: Sizes(*written)


@pytest.fixture
def models(student, reference, rng):
    """Lend the maker of models."""
    return Models(student=student, reference=reference, rng=rng)


@pytest.fixture
def log(submission_log):
    """Lend the student's log."""
    return Log(submission_log)


@pytest.fixture
def ours():
    """Load on this side what `student.bring` loads on the student's."""

    def loaded(name):
        path = Path(__file__).with_name("behind") / f"{name}.py"
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return loaded


@pytest.fixture
def digits_accuracy(student, reference, as_tensor, attach, data):
    """Train the student's model and measure the probe's mean accuracy here."""
    with np.load(data / "digits.npz") as digits:
        x, y = torch.from_numpy(digits["x"]), torch.from_numpy(digits["y"])
    known = slice(None, LABELLED)
    x, y = torch.cat([x[known], x[POOL:]]), torch.cat([y[known], y[POOL:]])

    def hits(seed):
        module, common = student.q1a_autoencoders, student.given.hw7_common
        hparams = _hparams(module.HPARAMS.fetch())
        model = common.train_digits(module.build_model, hparams, seed)
        widest = as_tensor(student.bring("looking").widest(model), shape=())
        assert widest <= MOST_WIDTH, f"A layer is wider than {MOST_WIDTH}."
        codes = as_tensor(common.encode(model, x), shape=(len(x), None))
        assert codes.isfinite().all(), "After training, the codes are not finite."
        probe = reference.given.hw7_common.fit_probe(codes[known], y[known], 10)
        found = probe(codes).argmax(dim=1)
        attach.confusion(
            "What the probe takes the digits for",
            yours=found[LABELLED:],
            reference=y[LABELLED:],
            classes=10,
        )
        return (found == y)[LABELLED:]

    def measure(seeds):
        return 100 * float(torch.stack([hits(seed) for seed in seeds]).double().mean())

    return measure


def _hparams(found):
    """Return the student's HPARAMS if they are within the limits."""
    assert isinstance(found, dict), "HPARAMS should be a dict."
    batch_size, num_epochs, lr = map(found.get, ("batch_size", "num_epochs", "lr"))
    assert all(type(n) is int and n > 0 for n in (batch_size, num_epochs)), (
        "HPARAMS: batch_size and num_epochs should be whole numbers above 0."
    )
    assert type(lr) in (int, float), "HPARAMS: lr should be a number."
    assert 0 < lr < math.inf, "HPARAMS: lr should be a number above 0."
    assert num_epochs <= MOST_EPOCHS, f"HPARAMS: at most {MOST_EPOCHS} epochs."
    return {"batch_size": batch_size, "num_epochs": num_epochs, "lr": lr}
