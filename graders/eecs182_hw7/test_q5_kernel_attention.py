"""Checks for q5: attention with any similarity, the quadratic kernel, linear attention.

`attention` and `linear_attention` are handed similarities and feature maps of our own
(`behind/similarities.py`), so that a slip in the kernel costs nothing there. A feature
map is right when its dot products are the kernel; order, signs and redundant features
are free.
"""

import math

import pytest
import torch

from markstone.answers.magnitude import UndefinedValueError, value
from markstone.answers.symbolic import function_deviation

SIZES = {"public": (3, 4, 2, 5), "hidden": (5, 3, 4, 2)}
"""Queries, keys, their width, width of the values."""
DIMENSIONS = (1, 2, 3, 6)
ROUNDING = 1e-3


def test_sim_condition(assert_choice):
    """The condition on the similarity is one that keeps the output finite."""
    assert_choice("sim_condition")


def test_attention_softmax(compare_attention, instance):
    """With the exponential of the scaled dot product, it is softmax attention."""
    compare_attention("softmax", SIZES[instance])


def test_attention_other(compare_attention):
    """With other similarities, each query's weights sum to 1, and keys stay keys."""
    compare_attention("lopsided", (4, 6, 3, 2))
    compare_attention("bell", (3, 5, 1, 4))


def test_kernel(student, reference, assert_close, rng, instance):
    """The kernel is the polynomial one of degree 2, with all constants 1."""
    for D in (1, 3) if instance == "public" else (2, 5):
        q, k = torch.randn(2, D, generator=rng).unbind()
        found = student.q5_kernel_attention.quadratic_kernel(q, k)
        assert_close(found, reference.q5_kernel_attention.quadratic_kernel(q, k))


def test_feature_property(own_features, assert_close, rng):
    """The dot products of the features are the quadratic kernel, in any dimension."""
    for D in DIMENSIONS:
        q, k = torch.randn(2, 5, D, generator=rng).unbind()
        assert_close(own_features(q) @ own_features(k).mT, _quadratic(q, k))


def test_feature_consistent(
    student, own_features, as_tensor, not_constant, assert_close, rng
):
    """The features belong to your own kernel."""
    for D in (2, 3):
        q, k = torch.randn(2, 4, D, generator=rng).unbind()
        kernel = student.q5_kernel_attention.quadratic_kernel
        own = [[as_tensor(kernel(one, two), shape=()) for two in k] for one in q]
        gram = torch.stack([torch.stack(row) for row in own])  # (4, 4)
        not_constant(gram)

        features = own_features(q)
        assert features.shape[1] <= 2 * (D + 1) ** 2, "There are too many features."
        assert_close(features @ own_features(k).mT, gram)


def test_quadratic_typed(typed, assert_function):
    """The quadratic kernel is the right function of s = q.k."""
    expression = typed.expression("quadratic_kernel", "s")

    assert_function(expression, "quadratic_kernel", "s")


def test_feature_dim(typed, right, own_features, assert_function, rng):
    """The number of features is the right one, or that of your own right map."""
    expression = typed.expression("feature_dim", "D")

    accepted = right.accepted_expressions("feature_dim", "D")
    if any(_counts(expression, form) for form in accepted):
        assert_function(expression, "feature_dim", "D")
        return
    for D in DIMENSIONS:
        q, k = torch.randn(2, 5, D, generator=rng).unbind()
        features = own_features(q)
        gram, kernel = features @ own_features(k).mT, _quadratic(q, k)
        is_right = (gram - kernel).abs().max() <= ROUNDING * kernel.abs().max()
        if not is_right or not _is_number(expression, D, features.shape[1]):
            assert_function(expression, "feature_dim", "D")


def test_softmax_time(typed, assert_theta):
    """The time of softmax attention has the right order in N, D and M."""
    assert_theta(typed.expression("softmax_time", "N D M"), "softmax_time", "N D M")


def test_softmax_memory(typed, assert_theta):
    """The memory of softmax attention has the right order in N, D and M."""
    assert_theta(typed.expression("softmax_memory", "N D M"), "softmax_memory", "N D M")


def test_linear_given(student, reference, ours, assert_close, rng):
    """With a given feature map, it is equation (8), the denominator included."""
    for sizes in [(5, 4, 3, 2), (3, 7, 2, 4)]:
        Q, K, V = _inputs(sizes, rng)
        phi = student.bring("similarities").elu
        out = student.q5_kernel_attention.linear_attention(Q, K, V, phi)

        linear = reference.q5_kernel_attention.linear_attention
        assert_close(out, linear(Q, K, V, ours("similarities").elu))


def test_linear_quadratic(student, reference, assert_close, rng):
    """With the features of the quadratic kernel, it is attention with that kernel."""
    Q, K, V = _inputs((4, 6, 3, 5), rng)
    phi = student.bring("similarities").quadratic

    out = student.q5_kernel_attention.linear_attention(Q, K, V, phi)

    module = reference.q5_kernel_attention
    assert_close(out, module.attention(Q, K, V, module.quadratic_kernel))


def test_linear_time(typed, assert_theta):
    """The time of linear attention has the right order in N and D."""
    assert_theta(typed.expression("linear_time", "N D"), "linear_time", "N D")


def test_linear_memory(typed, assert_theta):
    """The memory of linear attention has the right order in N and D."""
    assert_theta(typed.expression("linear_memory", "N D"), "linear_memory", "N D")


def test_faster_when(assert_choice):
    """When linear attention takes less time is answered."""
    assert_choice("faster_when")


@pytest.fixture
def compare_attention(student, reference, ours, assert_close, rng):
    """Compare the student's attention with the reference's for one similarity."""

    def compare(name, sizes):
        inputs = _inputs(sizes, rng)
        sim = getattr(student.bring("similarities"), name)
        out = student.q5_kernel_attention.attention(*inputs, sim)

        sim = getattr(ours("similarities"), name)
        assert_close(out, reference.q5_kernel_attention.attention(*inputs, sim))

    return compare


@pytest.fixture
def own_features(student, as_tensor):
    """Return the student's features of some rows."""

    def features(x):
        found = student.q5_kernel_attention.feature_map(x)
        found = as_tensor(found, shape=(len(x), None))
        assert found.isfinite().all(), "The features are not finite."
        return found

    return features


def _inputs(sizes, rng):
    """Draw queries, keys and values."""
    n, p, D, M = sizes
    return [torch.randn(shape, generator=rng) for shape in [(n, D), (p, D), (p, M)]]


def _quadratic(q, k):
    """Return the kernel of all pairs of rows, in float64."""
    return (q.double() @ k.double().mT + 1).square()


def _counts(expression, form):
    return function_deviation(expression, form, "D") < 1e-9


def _is_number(expression, D, count):
    """Tell whether the expression gives that number at D."""
    try:
        return abs(value(expression, {"D": math.log(D)}) - count) < 1e-6
    except UndefinedValueError:
        return False
