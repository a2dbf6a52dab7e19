"""Runs a student's module over there, for what a call alone would not tell."""

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel


def attempt(model, x):
    """Return [output, ""], or [None, what was raised] where it stops half-way.

    What ran before is noted all the same, and can be looked at.
    """
    try:
        with torch.no_grad():
            return [model(x), ""]
    except NotImplementedError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever the student's code raises)
        return [None, f"{type(error).__name__}: {error}"[:300]]


def plainly(model, x):
    """Run a model with attention made of matrix products, which can be counted.

    On a CPU torch's fused kernels of attention are not in the counter's list.
    """
    torch.backends.mha.set_fastpath_enabled(False)
    with sdpa_kernel(SDPBackend.MATH):
        return model(x)
