"""What the checks of this assignment share: error carried forward, and our code.

A value that follows from an earlier one is right when it agrees with the right
value, or else with what the student's own earlier values give, so that a slip
costs once. What is carried forward must not be constant.
"""

import importlib.util
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch

BEHIND = Path(__file__).with_name("behind")
ROUNDING = 1e-5
"""Relative. Right answers in float32 stay below 1e-6; what is farther off is looked
at again in the student's own terms."""


@pytest.fixture
def ours():
    """Load on this side what `student.bring` loads on the student's."""

    def loaded(name):
        spec = importlib.util.spec_from_file_location(name, BEHIND / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return loaded


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what came from the student's side, before anything computes with it."""

    tensor: Callable[..., torch.Tensor]
    """The value as a float64 tensor, of a shape where one is given."""
    _not_constant: Callable[[object], None]

    def parts(self, value, names):
        """Return the several values that a function of the student's returned."""
        count = len(names.split(","))
        if isinstance(value, torch.Tensor | np.ndarray) and value.ndim:
            value = list(value)
        assert isinstance(value, tuple | list), f"Return {count} values: {names}."
        assert len(value) == count, f"Return {count} values: {names}."
        return value

    def ingredient(self, value, shape):
        """Take a value of the student's to judge a later one by it."""
        tensor = self.tensor(value, shape=shape)
        self._not_constant(tensor)
        return tensor

    def carried(self, own, right):
        """Return what follows from the student's values, if it is finite."""
        return own if bool(own.isfinite().all()) else right

    def is_near(self, value, expected, within=ROUNDING):
        """Tell whether a value is the expected one, up to rounding."""
        actual = self.tensor(value)
        if actual.shape != expected.shape:
            return False
        return bool((actual - expected).abs().max() <= within * expected.abs().max())


@pytest.fixture
def read(as_tensor, not_constant):
    """Lend a reader of what came from the student's side."""
    return Reader(as_tensor, not_constant)


@pytest.fixture
def assert_carried(read, assert_close):
    """Agree with what is right, or else with what the student's own parts give."""

    def judge(actual, right, own):
        if not read.is_near(actual, right):
            right = read.carried(own(), right)
        assert_close(actual, right)

    return judge


@pytest.fixture
def lend_as_is(lend):
    """Lend a function that has to be called with the arguments that it names."""

    def lent(function):
        signature = inspect.signature(function)
        name = function.__name__

        def called(*args, **kwargs):
            try:
                signature.bind(*args, **kwargs)
            except TypeError:
                should = f"`{name}` should be called as `{name}{signature}`."
                raise AssertionError(should) from None
            return function(*args, **kwargs)

        return lend(called)

    return lent


@pytest.fixture
def generator(student):
    """Make a seeded torch.Generator on the student's side."""

    def seeded(seed):
        return student.torch("Generator")().manual_seed(int(seed))

    return seeded
