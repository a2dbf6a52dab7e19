"""Checks for q1b: the linear autoencoder and the principal components.

What is free is free: a common positive factor of the objective or of its gradients,
the basis of the subspace, the student's own formula where own conditions are judged.
"""

import math

import pytest
import torch

SIZES = {"public": (5, 12, 2), "hidden": (7, 8, 3)}
"""Features, points and width of the code; hidden with hardly more points."""
MANY = [(6, 7, 3), (9, 10, 4)]
SPREAD = 1.6
"""Ratio of neighbouring singular values: no two components can be confused."""


def test_objective(student, reference, as_tensor, assert_close, rng, instance):
    """The objective is the squared error of all entries, summed or for each point."""
    X, W1, W2 = _inputs(SIZES[instance], rng)

    value = as_tensor(student.q1b_pca_linear_ae.objective(X, W1, W2), shape=())

    right = reference.q1b_pca_linear_ae.objective(X, W1, W2)
    forms = torch.stack([right, right / X.shape[1]])
    assert_close(value, forms[(forms - value).abs().argmin()])


def test_conditions_public(compare_gradients, instance):
    """The conditions are the gradients with respect to W1 and W2, in this order."""
    compare_gradients(SIZES[instance])


def test_conditions_hidden(compare_gradients):
    """The conditions are right for other sizes, and for hardly more points."""
    for sizes in MANY:
        compare_gradients(sizes)


def test_principal_components(
    student, reference, weights_of, assert_close, attach, rng
):
    """The solution projects onto the principal subspace, with orthonormal columns."""
    for m, n, k in MANY:
        X = _data(m, n, rng)
        W1, W2 = weights_of(student.q1b_pca_linear_ae.pca_solution(X, k), m, k)

        right = reference.q1b_pca_linear_ae.pca_solution(X, k)[1][:, :2]  # (m, 2)
        attach.directions(
            f"Your directions among {n} points of {m} features",
            points=X.double().mT @ right,
            yours=W2.mT[:2] @ right,
            reference=right.mT @ right,
            axes=("first component", "second component"),
        )
        assert_close(_excess(reference, X, W1, W2), 0.0, metric="abs")
        assert_close(W2.mT @ W2, torch.eye(k), metric="abs")
        assert_close(W1, W2.mT, metric="abs")


def test_conditions_vanish(student, weights_of, as_tensor, assert_close, rng):
    """Your conditions hold at your principal components, and not everywhere."""
    module = student.q1b_pca_linear_ae

    def conditions(X, W1, W2):
        # In any order and form: those are the business of the checks of (i).
        pair = module.optimality(X, W1, W2)
        assert isinstance(pair, tuple | list), "Return two matrices."
        assert len(pair) == 2, "Return two matrices."
        return torch.cat([as_tensor(gradient).flatten() for gradient in pair])

    for m, n, k in MANY:
        X = _data(m, n, rng)
        W1, W2 = weights_of(module.pca_solution(X, k), m, k)

        here = conditions(X, W1.float(), W2.float())
        beside = conditions(X, 1.4 * W1.float(), 1.4 * W2.float())

        size = float(beside.abs().max()) if len(beside) else 0.0
        assert math.isfinite(size), "Your conditions are not finite."
        assert size > 0, "Your conditions hold at other weights, too."
        assert_close(here / size, torch.zeros_like(beside), metric="abs")


def test_another_minimiser(student, reference, weights_of, assert_close, rng):
    """Other weights than the principal components reach the same objective."""
    for m, n, k in MANY:
        X = _data(m, n, rng)
        made = student.q1b_pca_linear_ae.another_minimiser(X, k)
        W1, W2 = weights_of(made, m, k)

        assert_close(_excess(reference, X, W1, W2), 0.0, metric="abs")
        components = reference.q1b_pca_linear_ae.pca_solution(X, k)[1]  # (m, k)
        signed = torch.cat([components, -components], dim=1)  # (m, 2k)
        apart = (W2[:, :, None] - signed[:, None]).abs().amax(dim=0)  # (k, 2k)
        in_place = (W2.abs() - components.abs()).abs().max() <= 1e-2
        assert apart.amin(dim=1).max() > 1e-2, (
            "The columns of W2 are the principal components "
            f"{'with other signs' if in_place else 'in another order'}."
        )


def test_unique_up_to(assert_choice):
    """How unique the minimiser is, is stated exactly."""
    assert_choice("unique_up_to")


@pytest.fixture
def weights_of(as_tensor):
    """Take a pair of matrices [k, m] and [m, k] apart."""

    def taken_apart(pair, m, k):
        assert isinstance(pair, tuple | list), "Return two matrices."
        assert len(pair) == 2, "Return two matrices."
        W1, W2 = as_tensor(pair[0], shape=(k, m)), as_tensor(pair[1], shape=(m, k))
        assert W1.isfinite().all(), "The first matrix is not finite."
        assert W2.isfinite().all(), "The second matrix is not finite."
        return W1, W2

    return taken_apart


@pytest.fixture
def compare_gradients(student, reference, weights_of, assert_close, rng):
    """Compare the student's conditions with the gradients, up to a common factor."""

    def compare(sizes):
        m, n, k = sizes
        X, W1, W2 = _inputs(sizes, rng)
        found = weights_of(student.q1b_pca_linear_ae.optimality(X, W1, W2), m, k)

        right = reference.q1b_pca_linear_ae.optimality(X, W1, W2)
        factors = (1.0, 1 / 2, 1 / n, 1 / (2 * n))
        off = [float((found[0] - f * right[0]).abs().max()) for f in factors]
        factor = factors[off.index(min(off))]
        for gradient, expected in zip(found, right, strict=True):
            assert_close(gradient, factor * expected)

    return compare


def _data(m, n, rng):
    """Draw centred points [m, n] whose singular values are far apart."""
    drawn = torch.randn(m, n, generator=rng, dtype=torch.float64)
    U, _, Vh = torch.linalg.svd(drawn - drawn.mean(dim=1, keepdim=True))
    S = SPREAD ** -torch.arange(m, dtype=torch.float64)  # (m,)
    X = 4 * U * S @ Vh[:m]  # (m, n), its rows still sum to 0
    return X.float()


def _inputs(sizes, rng):
    m, n, k = sizes
    W1, W2 = torch.randn(2, m * k, generator=rng).unbind()
    return _data(m, n, rng), 0.5 * W1.view(k, m), 0.5 * W2.view(m, k)


def _excess(reference, X, W1, W2):
    """Return how much larger the objective is than that of PCA, relatively."""
    module, k = reference.q1b_pca_linear_ae, len(W1)
    best = module.objective(X, *module.pca_solution(X, k))
    return (module.objective(X, W1, W2) - best) / best
