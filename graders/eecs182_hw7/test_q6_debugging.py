"""Checks for q6: the training loop, and the accumulation of gradients.

Networks, losses and optimizers are ours (`behind/networks.py`) and live on the
student's side; what comes back are losses, weights and gradients.
"""

import itertools

import pytest
import torch

STEPS = 8
MICRO_BATCHES = (1, 4, 16)
NORMS = ("batch", "layer", "group", "none")
FACTORS = (1.0, 1e4, 1e-5)
"""Of the loss: what counts is a difference relative to the gradient."""


def test_loop_sgd(compare_loops, instance):
    """Each step of plain gradient descent follows the gradient of its batch alone."""
    sizes = (5, 6) if instance == "public" else (7, 4)

    compare_loops("none", sizes, lr=0.1)


def test_loop_momentum(compare_loops):
    """The same with momentum and batch norm, from a model that is in eval mode."""
    compare_loops("batch", (6, 8), lr=0.05, momentum=0.9)


def test_missing(assert_choice):
    """What was missing in the loop is named."""
    assert_choice("missing")


def test_accumulate(compare_gradients):
    """The accumulated gradient is that of the whole batch, for any micro-batch."""
    for norm, size in itertools.product(("layer", "none"), MICRO_BATCHES):
        compare_gradients(norm, 16, size)


def test_accumulate_bn(compare_gradients):
    """With batch norm, each micro-batch is normalised by itself, in training mode."""
    for size in (4, 8):
        compare_gradients("batch", 24, size)


def test_verdicts(student, assert_close, rng):
    """The test fails for batch norm, and passes where samples are independent."""
    networks = student.bring("networks")
    test = student.q6_debugging.passes_accumulation_test
    for (seed, factor), norm in itertools.product(enumerate(FACTORS), NORMS):
        x, y = _samples(32, rng)
        loss_fn = networks.ScaledError(factor)
        verdict = test(networks.network(norm, seed), x, y, loss_fn, [2, 4, 8])
        assert_close(verdict, norm != "batch", metric="exact")


def test_fails(assert_choice):
    """The norm that does not pass the test is named."""
    assert_choice("fails")


def test_degradation_cause(assert_choice):
    """Why the deeper network is worse in training, too, is named."""
    assert_choice("degradation_cause")


def test_degradation_fix(assert_choice):
    """A change of the architecture that helps is named."""
    assert_choice("degradation_fix")


@pytest.fixture
def compare_loops(student, reference, ours, assert_close, rng):
    """Compare losses and weights of a pass over some batches."""

    def compare(norm, sizes, **options):
        batches = [_samples(sizes[k % 2], rng) for k in range(STEPS)]
        networks = student.bring("networks")
        model = networks.network(norm, 0)
        model.eval()
        loss_fn = student.torch("nn.MSELoss")()
        optimizer = student.torch("optim.SGD")(model.parameters(), **options)
        losses = student.q6_debugging.train(model, batches, loss_fn, optimizer)

        right = ours("networks").network(norm, 0).double()
        descent = torch.optim.SGD(right.parameters(), **options)
        train = reference.q6_debugging.train
        expected = train(right, batches, torch.nn.MSELoss(), descent)
        assert_close(losses, expected)
        assert_close(networks.weights(model), ours("networks").weights(right))

    return compare


@pytest.fixture
def compare_gradients(student, reference, ours, assert_close, rng):
    """Compare a gradient that was accumulated over micro-batches."""

    def compare(norm, n, micro_batch):
        x, y = _samples(n, rng)
        model = student.bring("networks").network(norm, 0)
        model.eval()
        loss_fn = student.torch("nn.MSELoss")()
        accumulated = student.q6_debugging.accumulated_gradient
        found = accumulated(model, x, y, loss_fn, micro_batch)

        right = ours("networks").network(norm, 0).double()
        accumulated = reference.q6_debugging.accumulated_gradient
        assert_close(found, accumulated(right, x, y, torch.nn.MSELoss(), micro_batch))

    return compare


def _samples(n, rng):
    """Draw n inputs of width 6 and n targets of width 3."""
    return torch.randn(n, 6, generator=rng), torch.randn(n, 3, generator=rng)
