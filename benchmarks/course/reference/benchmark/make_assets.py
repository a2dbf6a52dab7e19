"""Makes the given weights from nothing.

python benchmarks/course/reference/benchmark/make_assets.py

They are drawn, not trained, and kept in half precision: the benchmark asks for
arithmetic, not for pictures.
"""

import sys
from pathlib import Path

import torch
from torch import nn

REFERENCE = Path(__file__).resolve().parent
COURSE = REFERENCE.parents[1]
SHIPPED = COURSE / "student_template" / REFERENCE.name / "data"
sys.path[:0] = [str(REFERENCE), str(COURSE.parents[1] / "reference")]

import making  # noqa: E402
import q1_vae  # noqa: E402
import q2_transformer  # noqa: E402


def make_weights(folder: Path, *, quick: bool = False) -> None:
    """Write the state dicts of the autoencoder and of the encoder layer."""
    del quick  # nothing here takes long
    torch.manual_seed(7)
    _save(q1_vae.VAE(), folder / "vae.pt")
    _save(q2_transformer.EncoderLayer(), folder / "encoder_layer.pt")


def _save(module: nn.Module, path: Path) -> None:
    state = {name: _drawn(values) for name, values in module.state_dict().items()}
    torch.save(state, path)


def _drawn(values: torch.Tensor) -> torch.Tensor:
    """Draw values that hide nothing: no bias is 0, no norm is 1."""
    if values.dim() == 1:
        return (values + 0.1 * torch.randn_like(values)).half()
    return (torch.randn_like(values) / values.shape[1] ** 0.5).half()


if __name__ == "__main__":
    making.main({"weights": make_weights}, SHIPPED)
