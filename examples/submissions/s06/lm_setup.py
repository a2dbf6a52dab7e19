"""Given code of p3: a two-layer language model on scene captions.

The words of the captions follow each other in one long stream, which is cut into
lines of `T + 1` words; the model predicts each word from those before it. Initial
weights, data and the order of the data are fixed, so that two correct layers end
at the same validation loss.

You need `train_and_validate` only. Nothing here is yours to change: whatever you
hand in, your layer is run with the original of this file.

Axes: `b` lines of a batch, `t` = 24 positions, `v` = 17 words, `n` all lines.
"""

import math
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

DATA = Path(__file__).parent / "data"
D, HEADS, FF = 32, 4, 64  # width of the model, heads, feed-forward width
LAYERS, T, V = 2, 24, 17  # layers, positions, words
BATCH = 32

LayerMaker = Callable[[int, int, int, float], nn.Module]
"""The class of a layer: called with `d_model, nhead, dim_feedforward, dropout`."""


class TinyLM(nn.Module):
    """Embedding and sinusoidal positions, two layers, a linear head."""

    def __init__(self, Layer: LayerMaker, dropout: float = 0.0) -> None:
        super().__init__()
        self.embed = nn.Embedding(V, D)
        self.layers = nn.ModuleList(
            [Layer(D, HEADS, FF, dropout) for _ in range(LAYERS)]
        )
        self.head = nn.Linear(D, V)
        self.register_buffer("pe", _sinusoids())

    def forward(self, tokens: Int[Tensor, "b t"]) -> Float[Tensor, "b t v"]:
        """Score every word of the vocabulary as the next one, at each position."""
        x = self.embed(tokens) * math.sqrt(D) + self.pe  # (b, t, d)
        later = torch.ones(T, T, dtype=torch.bool).triu(diagonal=1)  # (t, t)
        for layer in self.layers:
            if getattr(layer, "batch_first", False):
                x = layer(x, src_mask=later)
            else:
                x = layer(x.transpose(0, 1), src_mask=later).transpose(0, 1)
        scores: Tensor = self.head(x)  # (b, t, v)
        return scores


def load_layer(layer: nn.Module, sd: dict[str, Tensor]) -> None:
    """Give a layer the weights `sd`, named as in `nn.TransformerEncoderLayer`."""
    load = getattr(layer, "load_reference", layer.load_state_dict)
    load(sd)


def build(
    Layer: LayerMaker, dropout: float = 0.0, dtype: torch.dtype = torch.float32
) -> TinyLM:
    """Return the model with the given initial weights."""
    model = TinyLM(Layer, dropout)
    init = torch.load(DATA / "init.pt", weights_only=True)
    model.embed.load_state_dict({"weight": init["embed.weight"]})
    model.head.load_state_dict(_below("head.", init))
    for k, layer in enumerate(model.layers):
        load_layer(layer, _below(f"layers.{k}.", init))
    return model.to(dtype)


def data() -> tuple[Int[Tensor, "n t+1"], Int[Tensor, "n t+1"]]:
    """Return the lines to train on and those to validate on, as word numbers."""
    with np.load(DATA / "corpus.npz") as corpus:
        train_lines, valid_lines = corpus["train"], corpus["valid"]
    return torch.from_numpy(train_lines).long(), torch.from_numpy(valid_lines).long()


@torch.no_grad()
def validation_loss(model: TinyLM) -> float:
    """Return the mean cross-entropy in nats over all words of the validation lines."""
    _, lines = data()
    return _loss(logits(model), lines).item()


def train_and_validate(  # noqa: PLR0913, PLR0917  (knobs with defaults)
    Layer: LayerMaker,
    steps: int = 30,
    lr: float = 0.05,
    optimizer: str = "sgd",
    dropout: float = 0.0,
    dtype: torch.dtype = torch.float32,
    batch: int = BATCH,
    at: Collection[int] | None = None,
) -> float | dict[int, float]:
    """Train the model with your layer and return its validation loss.

    `train_and_validate(CustomEncoderLayer)` is what the question asks for.

    Args:
        Layer: your class.
        steps: how many batches are trained on.
        lr: step size.
        optimizer: `sgd` or `adam`.
        dropout: what your layers are made with.
        dtype: floating-point type of the weights.
        batch: how many lines make a batch.
        at: if given, the loss after each of these steps is returned instead,
            as a dictionary.
    """
    model = build(Layer, dropout, dtype)
    make = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer]
    losses = {0: validation_loss(model)} if at and 0 in at else {}
    batches = _batches(steps, batch, order_seed=0)
    for step in _fit(model, make(model.parameters(), lr=lr), batches):
        if at and step in at:
            losses[step] = validation_loss(model)
    return losses if at else validation_loss(model)


def train(
    Layer: LayerMaker,
    steps: int = 30,
    lr: float = 0.05,
    order_seed: int = 0,
    dropout: float = 0.0,
    dtype: str = "float32",
) -> TinyLM:
    """Train the model as `train_and_validate` does, and return it.

    Your grade uses this function with another `order_seed`, and computes the loss
    from the `logits` of the model.

    Args:
        Layer: your class.
        steps: how many batches of 32 lines are trained on.
        lr: step size of the gradient descent.
        order_seed: which lines come when; 0 is the order you know.
        dropout: what your layers are made with.
        dtype: name of the floating-point type of the weights.
    """
    model = build(Layer, dropout, getattr(torch, dtype))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in _fit(model, optimizer, _batches(steps, BATCH, order_seed)):
        pass
    return model


@torch.no_grad()
def logits(model: TinyLM) -> Float[Tensor, "n t v"]:
    """Return the scores of the next word on the 160 validation lines, in eval mode."""
    _, lines = data()
    model.eval()
    scores: Tensor = model(lines[:, :-1])
    return scores


def parameters(layer: nn.Module) -> Float[Tensor, " p"]:
    """Return all parameters of a layer in one long vector."""
    return nn.utils.parameters_to_vector(layer.parameters()).detach()


def _fit(
    model: TinyLM, optimizer: torch.optim.Optimizer, batches: Iterator[Tensor]
) -> Iterator[int]:
    """Train on each batch in turn; after each, hand over how many there were."""
    for step, lines in enumerate(batches, start=1):
        model.train()
        loss = _loss(model(lines[:, :-1]), lines)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield step


def _batches(steps: int, batch: int, order_seed: int) -> Iterator[Int[Tensor, "b t+1"]]:
    lines, _ = data()
    order = np.random.default_rng(order_seed)
    for _ in range(steps):
        yield lines[torch.from_numpy(order.integers(0, len(lines), batch))]


def _loss(
    scores: Float[Tensor, "b t v"], lines: Int[Tensor, "b t+1"]
) -> Float[Tensor, ""]:
    return functional.cross_entropy(scores.reshape(-1, V), lines[:, 1:].reshape(-1))


def _below(prefix: str, sd: dict[str, Tensor]) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in sd.items() if k.startswith(prefix)}


def _sinusoids() -> Float[Tensor, "t d"]:
    """Section 3.5 of Vaswani et al.: sine in the even columns, cosine in the odd."""
    position = torch.arange(T)[:, None]
    angle = position / 10000 ** (torch.arange(0, D, 2)[None] / D)  # (t, d / 2)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).reshape(T, D)
