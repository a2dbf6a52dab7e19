"""Checks for question 3: the KL divergence of two Gaussians.

The examples are the student's own; what is asked of them is that they are an example
of what they are said to be, and that the claim about them is right.
"""

import pytest
import torch

FIELDS = ("mu_q", "mu_p", "var_q", "var_p")
ROUNDING = 1e-6


@pytest.fixture
def example(student, reference, read):
    """Return the claim that the student's example makes, and the truth about it."""

    def taken(name):
        pair = getattr(student.q03_kl, name).fetch()
        named = ", ".join((*FIELDS, "kl"))
        assert isinstance(pair, dict), f"{name} should be a dict of {named}."
        for field in (*FIELDS, "kl"):
            assert field in pair, f"{name} should have all of {named}."
        means_and_variances = [read.tensor(pair[field], shape=()) for field in FIELDS]
        assert min(means_and_variances[2:]) > 0, "Variances should be above 0."
        truth = reference.q03_kl.kl_gauss(*means_and_variances)
        assert truth.isfinite(), f"{name} should be made of numbers of usual size."
        return pair["kl"], truth

    return taken


def test_kl_gauss(student, reference, assert_close, rng, instance):
    """The function is the closed form, for any means and variances."""
    shape, dtype = (
        ((9,), torch.float32) if instance == "public" else ((4, 5), torch.float64)
    )
    q, p = _gaussian(rng, shape, dtype), _gaussian(rng, shape, dtype)
    pair = q[0], p[0], q[1], p[1]

    assert_close(student.q03_kl.kl_gauss(*pair), reference.q03_kl.kl_gauss(*pair))


def test_zero(student, read, assert_close, rng):
    """Two equal Gaussians have a divergence of 0."""
    mu, var = _gaussian(rng, (6,), torch.float32)
    other_mu, other_var = _gaussian(rng, (6,), torch.float32)

    value = student.q03_kl.kl_gauss(mu, mu, var, var)

    # A function that knows one value has not been asked a question by this.
    read.ingredient(student.q03_kl.kl_gauss(mu, other_mu, var, other_var), (6,))
    assert_close(value, torch.zeros(6), metric="abs")


def test_tiny(example, assert_close):
    """TINY is a pair with a divergence of 0.01 at most, and its value is right."""
    claim, truth = example("TINY")

    assert truth <= 0.01 + ROUNDING, "The KL divergence of this pair is above 0.01."
    assert_close(claim, truth, metric="abs")


def test_large(example, assert_close):
    """LARGE is a pair with a divergence of 10 at least, and its value is right."""
    claim, truth = example("LARGE")

    assert truth >= 10 - ROUNDING, "The KL divergence of this pair is below 10."
    assert_close(claim, truth)


def _gaussian(rng, shape, dtype):
    """Draw means and variances; none of the variances is 1."""
    mu = 1.5 * torch.randn(shape, generator=rng)
    var = 0.3 + 2 * torch.rand(shape, generator=rng)
    return mu.to(dtype), var.to(dtype)
