"""Checks for question 2: the Monte Carlo estimate of log p(x).

`samples_needed` is right, too, when it follows from the student's own
`relative_variance`.
"""

import pytest
import torch

NAIVE_ENDS = 784
"""Pixels. Their likelihood is around exp(-500), 0 in float32."""

ROUNDED_UP = 0.01
"""Relative. The next whole number is 0.0027 away at most: 367 samples or more."""


@pytest.fixture
def estimate(student, reference, read, lend_as_is):
    """Return the student's estimate and the right one, with the same decoder."""

    def both(x, means, z):
        def decoder(z):
            return means(read.tensor(z, shape=(None, width))).to(x.dtype)

        width = z.shape[-1]
        actual = student.q02_monte_carlo.mc_log_likelihood(x, lend_as_is(decoder), z)
        return actual, reference.q02_monte_carlo.mc_log_likelihood(x, means, z)

    return both


def test_small(estimate, assert_close, rng, instance):
    """The estimate is the logarithm of the average likelihood over the samples."""
    b, m, s, d, dtype = (
        (4, 6, 50, 2, torch.float32)
        if instance == "public"
        else (3, 9, 31, 3, torch.float64)
    )
    x = torch.rand(b, m, generator=rng).round().to(dtype)
    z = torch.randn(s, d, generator=rng).to(dtype)

    assert_close(*estimate(x, _network(rng, d, m), z))


def test_no_underflow(estimate, assert_close, rng):
    """Images of 784 pixels, whose likelihoods are tiny, have a finite estimate."""
    x = torch.rand(3, NAIVE_ENDS, generator=rng).round()
    z = torch.randn(20, 3, generator=rng)

    assert_close(*estimate(x, _network(rng, 3, NAIVE_ENDS), z))


def test_saturated(estimate, assert_close, rng):
    """A pixel that is predicted with certainty and is right costs nothing."""
    x = torch.rand(3, 24, generator=rng).round()
    x[:, 8:] = x[0, 8:]
    sure = x[0, 8:].double()
    undecided = _network(rng, 2, 8)

    def means(z):
        return torch.cat([undecided(z), sure.expand(len(z), 16)], dim=-1)

    assert_close(*estimate(x, means, torch.randn(30, 2, generator=rng)))


def test_relative_variance(student, reference, assert_close, rng, instance):
    """The relative variance is right for any dimension, width and place."""
    bump = {}
    if instance == "hidden":
        s, c = torch.rand(2, generator=rng, dtype=torch.float64).tolist()
        bump = {"s": 0.2 + 0.3 * s, "c": 0.5 + c}

    for dim in (1, 2, 5, 10, 20):
        value = student.q02_monte_carlo.relative_variance(dim, **bump)
        assert_close(value, reference.q02_monte_carlo.relative_variance(dim, **bump))


def test_samples_needed(student, reference, read, assert_close, rng):
    """The number of samples follows from the relative variance of one sample."""
    rel_std = 0.03 + 0.05 * torch.rand((), generator=rng).item()
    dims = (1, 3, 6)
    asked = [(dim, 0.25, 1.0, rel_std) for dim in dims]

    needed = [student.q02_monte_carlo.samples_needed(*bump) for bump in asked]

    counts = read.tensor(needed, shape=(3,))
    known = [reference.q02_monte_carlo.samples_needed(*bump) for bump in asked]
    right = torch.tensor(known, dtype=torch.float64)
    if not read.is_near(counts / right, torch.ones(3), within=ROUNDED_UP):
        own = [student.q02_monte_carlo.relative_variance(*b[:3]) for b in asked]
        right = read.ingredient(own, (3,)) / rel_std**2
    for count, expected in zip(counts, right, strict=True):
        assert_close(count, expected)


def test_growth(assert_choice):
    """How the number of samples grows with the dimension is named."""
    assert_choice("growth_in_dim")


def _network(rng, d, m):
    """Draw a decoder: from codes (s, d) to means (s, m), none of them near 0 or 1."""
    W = torch.randn(d, m, generator=rng, dtype=torch.float64)
    b = torch.randn(m, generator=rng, dtype=torch.float64)
    return lambda z: 0.1 + 0.8 * torch.sigmoid(z @ W + b)
