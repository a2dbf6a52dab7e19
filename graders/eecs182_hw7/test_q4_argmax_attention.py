"""Checks for q4: attention by argmax, and which of its inputs can learn.

The scores of random inputs are far apart, so that neither rounding nor a finite
difference of 1e-4 changes which key is the best; ties are looked at by themselves.
`gradient_norms` is handed attentions of our own (`behind/attentions.py`).
"""

import pytest
import torch

SIZES = {"public": (12, 4, 2, 5), "hidden": (15, 5, 3, 2)}
"""Queries, keys, their width, width of the values."""
CLEAR = 0.1


def test_attention_public(student, reference, assert_close, rng, instance):
    """Each query gets the value of the key with the largest dot product."""
    inputs = _inputs(SIZES[instance], rng)

    out = student.q4_argmax_attention.argmax_attention(*inputs)

    assert_close(out, reference.q4_argmax_attention.argmax_attention(*inputs))


def test_attention_hidden(student, reference, assert_close, rng):
    """That holds for any sizes, a single key included, and in float64."""
    for sizes in [(14, 9, 4, 3), (6, 1, 3, 4), (1, 7, 5, 2), (18, 3, 2, 1)]:
        inputs = [tensor.double() for tensor in _inputs(sizes, rng)]
        out = student.q4_argmax_attention.argmax_attention(*inputs)
        assert_close(out, reference.q4_argmax_attention.argmax_attention(*inputs))


def test_ties(student, assert_close, rng):
    """Where keys share the largest score, the first of them counts."""
    # Whole numbers, so that scores are exactly equal: 2 3 1 3 3 for the first query,
    # 2 1 2 2 1 for the second, -6 -5 -5 -7 -5 for the third.
    queries = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, -2.0]])
    keys = torch.tensor([[2.0, 2.0], [3.0, 1.0], [1.0, 2.0], [3.0, 2.0], [3.0, 1.0]])
    values = torch.randn(5, 3, generator=rng)

    out = student.q4_argmax_attention.argmax_attention(queries, keys, values)

    assert_close(out, values[[1, 0, 1]])


def test_output(typed, right, assert_close):
    """The output of the example is the right one."""
    output = typed.numbers("output", length=3)

    assert_close(output, right.numbers("output", length=3), metric="abs")


def test_gradients_soft(compare_norms, instance):
    """The norms of the three gradients are right for softmax attention."""
    compare_norms("soft", SIZES[instance])


def test_gradients_hard(compare_norms):
    """Where no gradient arrives, the norm is 0."""
    for sizes in [(5, 4, 3, 2), (2, 6, 4, 3)]:
        compare_norms("hard", sizes)


def test_own_gradient(student, as_tensor, assert_close, rng):
    """Your argmax attention passes gradients to the values alone, unchanged."""
    queries, keys, values = _inputs((6, 4, 3, 5), rng)
    weights = torch.randn(6, 5, generator=rng)
    attention = student.q4_argmax_attention.argmax_attention

    out, found = student.vjp(attention, [queries, keys, values], [weights])

    as_tensor(out, shape=(6, 5))
    for gradient in found[:2]:
        if gradient is not None:
            assert_close(gradient, torch.zeros_like(as_tensor(gradient)), metric="abs")
    assert found[2] is not None, "No gradient arrives at the values."
    gradient = as_tensor(found[2], shape=(4, 5))
    assert_close(gradient.sum(dim=0), weights.sum(dim=0))


def test_learns(assert_choice):
    """Which of the three matrices can learn is answered, for each of them."""
    for matrix in ("W_Q", "W_K", "W_V"):
        assert_choice(f"learns_{matrix}")


@pytest.fixture
def compare_norms(student, reference, ours, assert_close, rng):
    """Compare the norms of the gradients for one of our attentions."""

    def compare(name, sizes):
        inputs = _inputs(sizes, rng)
        weights = torch.randn(sizes[0], sizes[3], generator=rng)
        attention = getattr(student.bring("attentions"), name)

        norms = student.q4_argmax_attention.gradient_norms(attention, *inputs, weights)

        attention = getattr(ours("attentions"), name)
        measure = reference.q4_argmax_attention.gradient_norms
        right = torch.tensor(measure(attention, *inputs, weights))
        assert_close(norms, right)

    return compare


def _inputs(sizes, rng):
    """Draw queries, keys and values until every query has a clearly best key."""
    m, n, d, e = sizes
    while True:
        queries, keys, values = (
            torch.randn(shape, generator=rng) for shape in [(m, d), (n, d), (n, e)]
        )
        best = (queries @ keys.mT).topk(min(n, 2), dim=1).values  # (m, 2)
        if n == 1 or (best[:, 0] - best[:, 1]).min() > CLEAR:
            return queries, keys, values
