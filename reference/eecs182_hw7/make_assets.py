"""Makes the data of this assignment from nothing.

    python reference/eecs182_hw7/make_assets.py --only log_inputs --out /tmp/data

`reference/eecs182_hw7/submission_log.json` is the log of the reference; it is written
with `--only submission_log`, in about a minute, and is no file that students receive.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.datasets import load_digits

REFERENCE = Path(__file__).resolve().parent
TEMPLATE = REFERENCE.parents[1] / "student_template" / REFERENCE.name
SHIPPED = TEMPLATE / "data"
sys.path[:0] = [str(REFERENCE), str(TEMPLATE), str(REFERENCE.parent)]

import hw7_log  # noqa: E402
import making  # noqa: E402
import q1a_autoencoders as q1a  # noqa: E402

SAMPLES, CLASSES = 8, 3
CLEAR = 0.02
"""How far from 0 a value must be for its sign to be beyond rounding."""


def make_digits(folder: Path, *, quick: bool = False) -> None:  # noqa: ARG001  (nothing is trained here)
    """Write `digits.npz`: scikit-learn's 8 x 8 digits in one fixed order.

    `x` is float32 from 0 to 1, (1797, 64); `y` is int64, (1797,).
    """
    digits = load_digits()
    order = np.random.default_rng(182).permutation(len(digits.data))
    np.savez_compressed(
        folder / "digits.npz",
        x=(digits.data[order] / 16).astype(np.float32),
        y=digits.target[order].astype(np.int64),
    )


def make_log_inputs(folder: Path, *, quick: bool = False) -> None:  # noqa: ARG001  (nothing is trained here)
    """Write `log_inputs.pt`: weights and inputs of the log's worked examples.

    A slip must show in them, so they are drawn until every hidden unit is on for some
    samples and off for others.

    Raises:
        RuntimeError: none of many draws will do.
    """
    for seed in range(20_000):
        inputs = _draw(torch.Generator().manual_seed(seed))
        if _shows_everything(inputs):
            torch.save(inputs, folder / "log_inputs.pt")
            return
    raise RuntimeError("no draw of the log's inputs shows everything")


def make_submission_log(folder: Path, *, quick: bool = False) -> None:
    """Write `submission_log.json`, the reference's log.

    Args:
        folder: where the file goes.
        quick: 1 epoch instead of 10; the lists are shorter.
    """
    if quick:
        hw7_log.EPOCHS = 1
    hw7_log.write_log(q1a, folder / "submission_log.json")


MAKERS = {
    "digits": make_digits,
    "log_inputs": make_log_inputs,
    "submission_log": make_submission_log,
}
OURS = {"submission_log": REFERENCE}
"""Where the files go that students do not receive."""


def _draw(rng: torch.Generator) -> dict[str, Any]:
    """Draw weights and inputs as `hw7_log.log_inputs` returns them."""
    features, hidden = hw7_log.SIZES
    shape = (SAMPLES, features)
    model = q1a.Autoencoder(features, hidden)
    return {
        "weights": {
            name: 0.7 * torch.randn(tensor.shape, generator=rng)
            for name, tensor in model.state_dict().items()
        },
        "x": torch.randn(shape, generator=rng),
        "noise": torch.randn(shape, generator=rng),
        "keep": torch.rand(shape, generator=rng) >= 0.25,
        "classifier": {
            "weight": torch.randn(CLASSES, hidden[-1], generator=rng),
            "bias": torch.randn(CLASSES, generator=rng),
        },
        "y": torch.randint(CLASSES, (SAMPLES,), generator=rng),
    }


@torch.no_grad()
def _shows_everything(inputs: dict[str, Any]) -> bool:
    """Tell whether every hidden unit is on for some samples and off for others.

    A dead unit hides what is done with it. No value is so near to 0 that rounding
    could decide.
    """
    model = q1a.DenoisingAutoencoder(*hw7_log.SIZES)
    model.load_state_dict(inputs["weights"])
    noisy = inputs["x"] + model.noise_std * inputs["noise"]
    for x in (inputs["x"], noisy, inputs["x"] * inputs["keep"]):
        for units in (model.encoder[0](x), model.decoder[0](model.encode(x))):
            is_on = units > 0  # (n, 5)
            if is_on.all(dim=0).any() or not is_on.any(dim=0).all():
                return False
            if units.abs().min() < CLEAR:
                return False
    scores = model.encode(inputs["x"]) @ inputs["classifier"]["weight"].mT
    best = (scores + inputs["classifier"]["bias"]).topk(2, dim=1)  # (n, 2)
    hits = int((best.indices[:, 0] == inputs["y"]).sum())
    is_clear = bool((best.values[:, 0] - best.values[:, 1]).min() > CLEAR)
    return is_clear and 2 <= hits <= SAMPLES - 2


if __name__ == "__main__":
    making.main(MAKERS, SHIPPED, elsewhere=OURS)
