"""Checks for q1: which data a GAN's generator misses, and how much of it.

No input lies within 5 percent of the edge of the region, so that <= or < and the
rounding of float32 decide nothing.
"""

import json

import pytest
import torch

MARGIN = 0.05


@pytest.fixture
def covered_share(student, as_tensor):
    """Ask for the coverage of a training set, as a single number."""

    def ask(d_on_T):
        value = as_tensor(student.q1_gan_coverage.coverage(d_on_T), shape=())
        assert not value.is_complex(), "The measure should be a real number."
        return value.item()

    return ask


@pytest.fixture
def says_something(covered_share):
    """Require that the measure tells a set that is covered from one that is not."""

    def guard():
        full = covered_share(torch.full((20,), 0.5))
        none = covered_share(torch.full((20,), 0.9999))
        assert full != none, (
            "The measure is the same for a training set that is covered as for one "
            "that is not."
        )

    return guard


def test_missing_modes(typed, right, assert_close):
    """The modes of the data that the generator misses are named, all of them."""
    modes = typed.numbers("missing_modes", length=2)

    known = right.numbers("missing_modes", length=2)
    assert_close(sorted(modes), sorted(known), metric="abs")


def test_phenomenon(assert_choice):
    """What the figure shows is called by its name."""
    assert_choice("phenomenon")


def test_d_star_values(typed, right, assert_close):
    """The optimal discriminator is right at a missing mode and at x = -2."""
    fields = ["d_star_at_missing_mode", "d_star_at_minus_2"]

    values = [typed.number(field) for field in fields]

    assert_close(values, [right.number(field) for field in fields], metric="abs")


def test_density_figure(student, reference, assert_close, data, rng, instance):
    """On the mixtures of the figure, the test with the densities finds the region."""
    mixtures = json.loads((data / "figure1.json").read_text("utf-8"))
    count = 160 if instance == "public" else 230
    x = 16.4 * torch.rand(count, generator=rng, dtype=torch.float64) - 8.2
    p_r, p_theta = (_density(x, mixtures[name]) for name in ("P_r", "P_theta"))
    is_clear = _is_clear(p_r, p_theta, 0.1)
    p_r, p_theta = p_r[is_clear].float(), p_theta[is_clear].float()

    missed = student.q1_gan_coverage.in_omega_density(p_r, p_theta)

    right_ones = reference.q1_gan_coverage.in_omega_density(p_r, p_theta)
    assert_close(missed, right_ones, metric="exact")


def test_density_hidden(student, reference, assert_close, rng):
    """The test needs data there, and depends on the ratio of the densities alone."""
    for delta in (0.1, 0.5):
        p_r, p_theta = _densities(rng, delta)

        missed = student.q1_gan_coverage.in_omega_density(p_r, p_theta, delta)

        right_ones = reference.q1_gan_coverage.in_omega_density(p_r, p_theta, delta)
        assert_close(missed, right_ones, metric="exact")


def test_discriminator(student, reference, assert_close, rng):
    """The test with D* finds the same points as the test with the densities."""
    for delta in (0.1, 0.5, 0.02):
        p_r, p_theta = _densities(rng, delta)
        p_r, p_theta = p_r[p_r + p_theta > 0], p_theta[p_r + p_theta > 0]
        d = p_r / (p_r + p_theta)

        missed = student.q1_gan_coverage.in_omega_discriminator(d, delta)

        right_ones = reference.q1_gan_coverage.in_omega_density(p_r, p_theta, delta)
        assert_close(missed, right_ones, metric="exact")


def test_threshold_expr(typed, assert_function):
    """The threshold on D* is the right function of delta."""
    threshold = typed.expression("omega_threshold_on_d", "delta")

    assert_function(threshold, "omega_threshold_on_d", "delta")


def test_cov_fraction(covered_share, assert_close, rng):
    """The measure is near the covered fraction of T: 1 for all of it, 0 for none."""
    shares, fractions = [], []
    for count, covered in ((30, 30), (30, 0), (40, 10), (25, 15), (60, 48)):
        d = torch.where(torch.arange(count) < covered, 0.5, 0.9999)
        d[-1] = 0.5 if covered == count else 1.0
        shares.append(covered_share(d[torch.randperm(count, generator=rng)]))
        fractions.append(covered / count)

    assert_close(shares, fractions, metric="abs")


def test_cov_invariant(covered_share, says_something, assert_close, rng):
    """The measure is one of the set: no order of T, no doubling of it changes it."""
    d = 0.02 + 0.98 * torch.rand(37, generator=rng)
    says_something()

    once = covered_share(d)
    others = [
        covered_share(d[torch.randperm(37, generator=rng)]),
        covered_share(torch.cat([d, d])),
        covered_share(d.repeat_interleave(3)),
    ]

    assert_close([other - once for other in others], [0.0] * 3, metric="abs")


def test_cov_monotone(covered_share, says_something, assert_close, rng):
    """The measure stays in [0, 1] and never grows when D* grows at a point of T."""
    d = 0.02 + 0.6 * torch.rand(12, generator=rng)
    says_something()

    shares = [covered_share(d)]
    for point in torch.randperm(12, generator=rng):
        for higher in (0.5, 0.8, 0.95, 1.0):
            d[point] = torch.clamp(d[point], min=higher)
            shares.append(covered_share(d))

    values = torch.tensor(shares, dtype=torch.float64)
    grown = values.diff().max()
    outside = torch.maximum(-values.min(), values.max() - 1)
    # Not clamped at 0 before it is compared: a NaN has to stay one.
    worst = torch.stack([grown, outside, torch.zeros_like(grown)]).max()
    assert_close(worst, 0.0, metric="abs")


def _density(x, bumps):
    """Return the density of a mixture of normals at the points x, in float64."""
    parts = [
        bump["weight"]
        * torch.distributions.Normal(bump["mean"], bump["std"]).log_prob(x).exp()
        for bump in bumps
    ]
    return torch.stack(parts).sum(dim=0)


def _densities(rng, delta):
    """Draw densities on both sides of the edge, in three scales, and zeros."""
    ratio = delta * torch.exp(4 * torch.rand(60, generator=rng) - 2)
    p_r = 0.2 + torch.rand(60, generator=rng)
    p_r = p_r * torch.tensor([1e-4, 1.0, 1e3]).repeat(20)
    p_theta = ratio * p_r
    p_r[:2], p_theta[:1] = 0.0, 0.0  # nothing at all; the generator alone
    p_theta[2:5] = 0.0  # the data alone
    is_clear = _is_clear(p_r, p_theta, delta)
    return p_r[is_clear], p_theta[is_clear]


def _is_clear(p_r, p_theta, delta):
    """Tell which points lie off the edge of the region."""
    edge = delta * p_r
    return (p_r == 0) | ((p_theta - edge).abs() > MARGIN * edge)
