"""The 12 checks as the peers run them.

Sizes and tolerance are those of the course's graders, and so are the given weights,
which lie beside this file. What is right is one of the right answers of the class
(`right_<question>.py`, also beside it), computed in the same process.
"""

import functools
import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch

HERE = Path(__file__).resolve().parent
QUESTIONS = {
    "sample": "q1_vae",
    "divergence": "q1_vae",
    "bound": "q1_vae",
    "attention": "q2_transformer",
    "layer": "q2_transformer",
    "padding": "q2_transformer",
    "moved": "q3_flow",
    "stretch": "q3_flow",
    "density": "q3_flow",
    "short_play": "q4_gan",
    "long_play": "q4_gan",
    "longest_play": "q4_gan",
}
"""The question of each check, in order."""


def run(check: str, answer: Mapping[str, Any]) -> None:
    """Hold a student's names against what is right.

    Raises:
        AssertionError: they do not agree.
        BaseException: whatever the student's code raises.
    """
    actual = ask(check, answer, inputs(check))
    expected = ask(check, right(QUESTIONS[check]), inputs(check))
    assert isinstance(actual, torch.Tensor), "this should be a tensor"
    assert actual.shape == expected.shape, f"the shape is {tuple(actual.shape)}"
    actual = actual.to(expected.dtype)
    assert torch.allclose(actual, expected, rtol=1e-4, atol=1e-4), "values differ"


def ask(check: str, answer: Mapping[str, Any], drawn: tuple[Any, ...]) -> Any:
    """Return what some names of a question answer to the inputs of a check."""
    return _ASKED[check](SimpleNamespace(**answer), *drawn)


def inputs(check: str) -> tuple[Any, ...]:
    """Draw what a check passes to a function."""
    seed = list(QUESTIONS).index(check)
    return _DRAWN[check](torch.Generator().manual_seed(seed))


@functools.cache
def right(question: str) -> dict[str, Any]:
    """Return the names of the right answer to a question."""
    path = HERE / f"right_{question}.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


@functools.cache
def _weights(name: str) -> dict[str, torch.Tensor]:
    return torch.load(HERE / f"{name}.pt", weights_only=True)


def _latents(rng):
    return torch.randn(2, 256, 16, generator=rng).unbind()


def _noisy_latents(rng):
    return torch.randn(3, 256, 16, generator=rng).unbind()


def _images(rng):
    x = (torch.rand(128, 1, 28, 28, generator=rng) > 0.7).float()
    return x, torch.randn(128, 16, generator=rng)


def _sequences(rng):
    return (torch.randn(8, 32, 64, generator=rng),)


def _padded(rng):
    lengths = torch.randint(8, 33, (8, 1), generator=rng)
    return *_sequences(rng), torch.arange(32) >= lengths


def _flow(rng):
    z = torch.randn(1000, 2, generator=rng, dtype=torch.float64)
    w = torch.tensor([1.5, -2.0], dtype=torch.float64)
    u = torch.tensor([-2.0, 1.0], dtype=torch.float64)
    return z, w, u, 0.3


_DRAWN: dict[str, Callable[[torch.Generator], tuple[Any, ...]]] = {
    "sample": _noisy_latents,
    "divergence": _latents,
    "bound": _images,
    "attention": _sequences,
    "layer": _sequences,
    "padding": _padded,
    "moved": _flow,
    "stretch": _flow,
    "density": _flow,
    "short_play": lambda _: (1.0, 1.0, 1.0, 6),
    "long_play": lambda _: (1.0, 1.0, 0.1, 500),
    "longest_play": lambda _: (-0.5, 2.0, 0.05, 1000),
}


def _bound(answer, x, eps):
    vae = answer.VAE()
    vae.load_state_dict(_weights("vae"))
    return answer.elbo(vae, x, eps).detach()


def _layer(answer):
    layer = answer.EncoderLayer(64, 4, 256)
    layer.load_state_dict(_weights("encoder_layer"))
    return layer.eval()


_ASKED: dict[str, Callable[..., Any]] = {
    "sample": lambda answer, *drawn: answer.reparameterise(*drawn),
    "divergence": lambda answer, *drawn: answer.kl_divergence(*drawn),
    "bound": _bound,
    "attention": lambda answer, x: _layer(answer).attention(x).detach(),
    "layer": lambda answer, x: _layer(answer)(x).detach(),
    "padding": lambda answer, x, mask: _layer(answer)(x, mask).detach(),
    "moved": lambda answer, *drawn: answer.planar(*drawn),
    "stretch": lambda answer, *drawn: answer.abs_det(*drawn),
    "density": lambda answer, *drawn: answer.log_density(*drawn),
    "short_play": lambda answer, *drawn: answer.alternating(*drawn),
    "long_play": lambda answer, *drawn: answer.alternating(*drawn),
    "longest_play": lambda answer, *drawn: answer.alternating(*drawn),
}
