"""Checks for question 16: post-LN and pre-LN blocks.

The sub-layers are ours, with given weights, on the student's side; the same ones give
the expected values here. A stack is right, too, when it is one of the student's own
blocks.
"""

import math
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
import torch

DEPTHS = (6, 24)
BANDS = {"post_ln": (0.75, 1.35), "pre_ln": (0.33, 0.7)}
"""Where the gradient of the last layer at the larger depth lies, relative to that at
the smaller one. Theory says 1 and 1/2. Measured are 0.98 and 0.47, with standard
deviations of 0.04 and 0.025 over draws of the weights; wrong pre-LN blocks that change
it are above 0.83."""

PAIRS = 8
WIDTH = 32


@dataclass(frozen=True, slots=True)
class Toys:
    """Sub-layers on the student's side, and the same ones here, in float64."""

    there: Any
    here: ModuleType

    def layers(self, weights):
        """Make layers of given weights."""
        double = [{k: v.double() for k, v in some.items()} for some in weights]
        return (
            [self.there.layer(some) for some in weights],
            [self.here.layer(some) for some in double],
        )

    def norm(self, values):
        """Make a layer norm of given scale and shift."""
        return self.there.Norm(values), self.here.Norm(values.double())


@pytest.fixture
def toys(student, ours):
    """Bring the sub-layers."""
    return Toys(student.bring("toy_blocks"), ours("toy_blocks"))


def test_post_ln(student, reference, toys, assert_close, rng, instance):
    """The post-LN block normalises each sum of a sub-layer and its input."""
    x, weights = _drawn(rng, instance, depth=1)
    (theirs,), (mine,) = toys.layers(weights)

    y = student.q16_layernorm.post_ln_block(x, *theirs)

    assert_close(y, reference.q16_layernorm.post_ln_block(x, *mine).detach())


def test_pre_ln(student, reference, toys, assert_close, rng, instance):
    """The pre-LN block normalises what goes into each sub-layer."""
    x, weights = _drawn(rng, instance, depth=1)
    (theirs,), (mine,) = toys.layers(weights)

    y = student.q16_layernorm.pre_ln_block(x, *theirs)

    assert_close(y, reference.q16_layernorm.pre_ln_block(x, *mine).detach())


def test_stack(student, reference, read, toys, assert_carried, rng):
    """The stack applies every block in turn, then the final layer norm."""
    x, weights = _drawn(rng, "public", depth=3)
    theirs, mine = toys.layers(weights)
    final, own_final = toys.norm(_scale_and_shift(rng, x.shape[-1]))

    y = student.q16_layernorm.pre_ln_stack(x, theirs, final)

    def of_own_blocks():
        out = x
        for layer in theirs:
            out = student.q16_layernorm.pre_ln_block(out, *layer)
            out = read.ingredient(out, tuple(x.shape)).to(x.dtype)
        return own_final(out.double()).detach()

    right = reference.q16_layernorm.pre_ln_stack(x, mine, own_final)
    assert_carried(y, right.detach(), of_own_blocks)


def test_grad_norms(student, reference, toys, assert_close, rng):
    """Every layer's gradient has the right norm, with a final layer norm or without."""
    for has_final in (False, True):
        x, weights = _drawn(rng, "public", depth=4)
        w = torch.randn(x.shape, generator=rng)
        theirs, mine = toys.layers(weights)
        ends = toys.norm(_scale_and_shift(rng, x.shape[-1]))
        end, own_end = ends if has_final else (None, None)

        told = toys.there.block, theirs, x, w, end
        norms = student.q16_layernorm.layer_grad_norms(*told)

        known = toys.here.block, mine, x, w, own_end
        assert_close(norms, reference.q16_layernorm.layer_grad_norms(*known))


def test_gradient_property(student, read, toys, assert_close, rng):
    """With depth the last layer's gradient stays in post-LN, and shrinks in pre-LN."""
    for kind, (low, high) in BANDS.items():
        block = getattr(student.q16_layernorm, f"{kind}_block")
        end = toys.there.Norm(_unit_norm(WIDTH)) if kind == "pre_ln" else None
        sizes = {depth: [] for depth in DEPTHS}
        for _ in range(PAIRS):
            x, w = torch.randn(2, 2, 6, WIDTH, generator=rng)
            weights = [_fresh(rng, WIDTH, 2 * WIDTH) for _ in range(max(DEPTHS))]
            last = weights[-1]["w2"]
            for depth in DEPTHS:
                # The same last layers in both, so that depth alone differs.
                stack = toys.there.Deep(block, weights[-depth:], x, end)
                y, (gradient,) = student.vjp(stack, [last], [w])
                read.tensor(y, shape=tuple(x.shape))
                assert gradient is not None, "No gradient reaches the last layer's w2."
                gradient = read.tensor(gradient, shape=tuple(last.shape))
                sizes[depth].append(gradient.norm())
        shallow, deep = (torch.stack(sizes[depth]).mean() for depth in DEPTHS)
        ratio = deep / shallow
        assert_close(ratio, ratio.nan_to_num(0.0).clamp(low, high), metric="abs")


def test_warm_up(assert_choice):
    """Which of the two needs a warm-up, and which has gentle gradients, is named."""
    assert_choice("needs_warm_up")
    assert_choice("well_behaved_gradients_at_initialisation")


def test_final_norm(assert_choice):
    """Which of the two needs a final layer norm is named."""
    assert_choice("final_layer_norm_needed_in")


def _drawn(rng, instance, depth):
    """Draw an input and the weights of some layers; the hidden case is float64."""
    b, t, d, ff, dtype = (
        (2, 4, 6, 10, torch.float32)
        if instance == "public"
        else (3, 5, 8, 12, torch.float64)
    )
    x = 1.5 * torch.randn(b, t, d, generator=rng).to(dtype) + 0.5
    layers = []
    for _ in range(depth):
        weights = _fresh(rng, d, ff)
        weights |= {name: _scale_and_shift(rng, d) for name in ("ln1", "ln2")}
        layers.append({name: values.to(dtype) for name, values in weights.items()})
    return x, layers


def _fresh(rng, d, ff):
    """Draw the weights of a layer as at initialisation: 1 / sqrt(fan-in)."""
    return {
        "attn": torch.randn(4, d, d, generator=rng) / math.sqrt(d),
        "w1": torch.randn(d, ff, generator=rng) / math.sqrt(d),
        "w2": torch.randn(ff, d, generator=rng) / math.sqrt(ff),
        "ln1": _unit_norm(d),
        "ln2": _unit_norm(d),
    }


def _unit_norm(d):
    return torch.stack([torch.ones(d), torch.zeros(d)])


def _scale_and_shift(rng, d):
    """Draw a layer norm that is not the one that hides itself."""
    return _unit_norm(d) + 0.4 * torch.randn(2, d, generator=rng)
