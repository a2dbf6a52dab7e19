"""The same arithmetic on both sides of the wall: one thread, one seed."""

import random

import numpy as np
import torch

from markstone.wire import operators


def prepare_torch() -> None:
    """Have torch compute on one thread, with operations that repeat.

    One thread also because a child forked after a second one was started would hang.
    """
    operators.declare_missing()
    torch.set_num_threads(1)
    # As `use_deterministic_algorithms`, without loading torch's compiler.
    torch.set_deterministic_debug_mode("warn")


def seed_generators(seed: int) -> None:
    """Seed the global generators of Python, numpy and torch."""
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 (students use the global one)
    # As torch.manual_seed, without a look at every kind of accelerator (2 ms).
    torch.default_generator.manual_seed(seed)
