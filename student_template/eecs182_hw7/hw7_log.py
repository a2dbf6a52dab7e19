"""Given code of q1a: runs your classes and writes `submission_log.json`.

    python hw7_log.py

takes about a minute and imports `q1a_autoencoders.py` from beside it. Write the log
again whenever you have changed that file: what it says is compared with the task and
with your code. Nothing here is yours to change.

The log holds

- `ae.0` to `ae.3`, `dae`, `mae`, `exp`: your classes on given weights and inputs;
- `train1`: 12 models (`vanilla.2` to `masking.80`, by width of the code), each
  trained twice on the synthetic data, with its curves. They are what your figure
  shows;
- `vis_fn`: the source of your function `figure`, if there is one. Nobody runs it;
- `train2`: the accuracy on the digits, and what it was reached with.

Axes: `n` samples, `d` features.
"""

import importlib
import inspect
import json
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from hw7_common import DATA, make_synthetic, run_digits, train_probe
from jaxtyping import Float
from torch import Tensor, nn

KINDS = {
    "vanilla": "Autoencoder",
    "denoise": "DenoisingAutoencoder",
    "masking": "MaskedAutoencoder",
}
WIDTHS = (2, 8, 40, 80)
REPEATS, EPOCHS, BATCH, LR = 2, 10, 100, 5e-3
TRAIN, VALID, TEST = 2800, 800, 400
"""How many of the 4000 synthetic points are for what, in this order."""
DIGIT_SEEDS = (0, 227, 1, 2)
SIZES = (6, [5, 3])
"""Features and hidden widths of the model that the given weights are for."""


def write_log(module: ModuleType, path: Path) -> None:
    """Run everything and write the log.

    Args:
        module: your `q1a_autoencoders`.
        path: the file to write.
    """
    log = {
        "time": time.time(),
        **worked_examples(module, log_inputs()),
        "train1": {
            f"{kind}.{width}": [
                train_synthetic(module, kind, width, seed) for seed in range(REPEATS)
            ]
            for kind in KINDS
            for width in WIDTHS
        },
        "vis_fn": _source(module, "figure"),
        "train2": {
            "acc": _mean([_digits(module, seed) for seed in DIGIT_SEEDS]),
            "hparams": module.HPARAMS,
            "build_model_fn": _source(module, "build_model"),
        },
    }
    path.write_text(json.dumps(log), encoding="utf-8")


def log_inputs() -> dict[str, Any]:
    """Return the given weights and inputs of the worked examples."""
    inputs: dict[str, Any] = torch.load(DATA / "log_inputs.pt", weights_only=True)
    return inputs


def worked_examples(module: ModuleType, inputs: dict[str, Any]) -> dict[str, Any]:
    """Run the classes of a module once on given weights and inputs.

    Args:
        module: has the names of `q1a_autoencoders`.
        inputs: see `log_inputs`.

    Returns:
        `ae.0` the names of the weights, `ae.1` the reconstruction, `ae.2` its loss,
        `ae.3`, `dae` and `mae` what one step of each kind adds to the weights,
        `exp` the accuracy of a given probe.
    """
    x = inputs["x"]  # (n, d)
    model = _filled(module.Autoencoder, inputs)
    x_hat = model(x)  # (n, d)
    classifier = nn.Linear(SIZES[1][-1], 3).to(x.dtype)
    classifier.load_state_dict(inputs["classifier"])
    masking, denoising = module.MaskedAutoencoder, module.DenoisingAutoencoder
    return {
        "ae.0": sorted(model.state_dict()),
        "ae.1": x_hat.tolist(),
        "ae.2": _number(model.loss(x, x_hat)),
        "ae.3": _step(module.Autoencoder, inputs),
        "dae": _step(denoising, inputs, noise=inputs["noise"]),
        "mae": _step(masking, inputs, keep=inputs["keep"]),
        "exp": _number(module.probe_accuracy(model, classifier, x, inputs["y"])),
    }


def train_synthetic(
    module: ModuleType, kind: str, width: int, seed: int
) -> dict[str, list[float]]:
    """Train one model with a single hidden layer and return its curves.

    Args:
        module: has the names of `q1a_autoencoders`.
        kind: one of `KINDS`.
        width: of the code.
        seed: of weights, order, noise and masks; the data are always the same.

    Returns:
        `train_losses` of every batch, and `valid_losses` and `accuracy` (of a probe,
        in percent, on the test points) before the training and after each epoch.
    """
    x, y = make_synthetic()
    torch.manual_seed(seed)
    model = getattr(module, KINDS[kind])(x.shape[1], [width])
    optimizer = torch.optim.Adam(model.parameters(), lr=LR)
    curves: dict[str, list[float]] = {
        "train_losses": [],
        "valid_losses": [],
        "accuracy": [],
    }
    for epoch in range(EPOCHS + 1):
        for rows in torch.randperm(TRAIN).split(BATCH) if epoch else ():
            loss = model.train_step(x[rows], optimizer)
            curves["train_losses"].append(_number(loss))
        classifier = train_probe(model, x[:TRAIN], y[:TRAIN], 2)
        accuracy = module.probe_accuracy(model, classifier, x[-TEST:], y[-TEST:])
        curves["valid_losses"].append(_clean_loss(model, x[TRAIN:-TEST]))
        curves["accuracy"].append(_number(accuracy))
    return curves


def main() -> None:
    """Write the log of the module beside this file."""
    here = Path(__file__).resolve().parent
    write_log(importlib.import_module("q1a_autoencoders"), here / "submission_log.json")


@torch.no_grad()
def _clean_loss(model: nn.Module, x: Float[Tensor, "n d"]) -> float:
    return _number(model.loss(x, model(x)))


def _filled(autoencoder: type[nn.Module], inputs: dict[str, Any]) -> nn.Module:
    model = autoencoder(*SIZES).to(inputs["x"].dtype)
    model.load_state_dict(inputs["weights"])
    return model


def _step(
    autoencoder: type[nn.Module], inputs: dict[str, Any], **drawn: Tensor
) -> list[float]:
    """Return what one step of gradient descent adds to the weights, name by name."""
    model = _filled(autoencoder, inputs)
    before = _flat(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train_step(inputs["x"].clone(), optimizer, **drawn)
    added: list[float] = (_flat(model) - before).tolist()
    return added


def _flat(model: nn.Module) -> Float[Tensor, " p"]:
    """Return all weights in one vector, in the alphabetical order of their names."""
    state = model.state_dict()
    return torch.cat([state[name].flatten() for name in sorted(state)])


def _digits(module: ModuleType, seed: int) -> float:
    accuracy = module.probe_accuracy
    return _number(run_digits(module.build_model, module.HPARAMS, accuracy, seed))


def _source(module: ModuleType, name: str) -> str:
    function = getattr(module, name, None)
    return inspect.getsource(function) if function else ""


def _number(value: float | Tensor) -> float:
    """Return a loss or an accuracy as a number of six digits, as JSON can hold it."""
    return float(f"{torch.as_tensor(value).item():.6g}")


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    main()
