"""Checks for p4: a planar flow.

A function that is built on another of the student's (`f` on `h`, `abs_det` on
`h_prime`, `q1` on `q0` and `abs_det`, the statistics on `q1`) is right too when it
is right for the student's own, so that a slip costs its own check only.
"""

import pytest
import torch

ROUNDING = 1e-5
"""Relative. Right answers in float32 stay below 1e-6; what is farther off is looked
at again in the student's own terms."""

EXTENT, SIDE = 4.0, 16
"""The picture of a density: how far it reaches, and how many points along a side."""


@pytest.fixture
def ingredient(as_tensor, not_constant):
    """Take a value of the student's to judge a later one by it."""

    def guarded(value, shape):
        tensor = as_tensor(value, shape=shape)
        not_constant(tensor)
        return tensor

    return guarded


@pytest.fixture
def assert_carried(student, as_tensor, assert_close):
    """Agree with what is right, or else with what the student's own parts give."""

    def judge(actual, right, own_parts):
        if not _near(as_tensor(actual), right):
            student.start_over()  # the parts must not know what they are to fit
            right = own_parts()
        assert_close(actual, right)

    return judge


def test_h_fn(student, reference, assert_close, rng, instance):
    """The function h is tanh, elementwise."""
    a = _arguments(rng, instance)

    assert_close(student.p4_planar_flow.h(a), reference.p4_planar_flow.h(a))


def test_h_prime_fn(student, reference, assert_close, rng, instance):
    """The function h_prime is the derivative of tanh, elementwise."""
    a = _arguments(rng, instance)

    slope = student.p4_planar_flow.h_prime(a)

    assert_close(slope, reference.p4_planar_flow.h_prime(a))


def test_base_density(student, reference, assert_close, rng):
    """The function q0 is the density of N(0, I), whatever the dimension."""
    for d in (2, 3, 5):
        z = 0.7 * torch.randn(9, d, generator=rng)
        assert_close(student.p4_planar_flow.q0(z), reference.p4_planar_flow.q0(z))


def test_transform(student, reference, assert_carried, ingredient, rng, instance):
    """Every point moves along u by h(w . z + b)."""
    z, u, w, b = _flow(rng, instance, slope=1.5)

    y = student.p4_planar_flow.f(z, u, w, b)

    def by_own_h():
        bend = ingredient(student.p4_planar_flow.h(z @ w + b), (len(z),))
        return z + bend[:, None] * u

    assert_carried(y, reference.p4_planar_flow.f(z, u, w, b), by_own_h)


def test_det_invertible(student, reference, assert_carried, ingredient, rng, instance):
    """Where the flow is invertible, abs_det is how much f stretches volume."""
    z, u, w, b = _flow(rng, instance, slope=2.0)

    stretch = student.p4_planar_flow.abs_det(z, u, w, b)

    def by_own_h_prime():
        slope = ingredient(student.p4_planar_flow.h_prime(z @ w + b), (len(z),))
        return (1 + slope * (u @ w)).abs()

    right = reference.p4_planar_flow.abs_det(z, u, w, b)
    assert_carried(stretch, right, by_own_h_prime)


def test_det_abs(student, reference, assert_carried, ingredient, rng, instance):
    """Where the determinant is negative, abs_det is its absolute value."""
    z, u, w, _ = _flow(rng, instance, slope=-3.0)
    z[0] = 0.0  # 1 - 3 h'(0) = -2: here at least, the sign is in the way
    b = 0.0  # forgetting b is the business of `det_invertible`

    stretch = student.p4_planar_flow.abs_det(z, u, w, b)

    def by_own_h_prime():
        slope = ingredient(student.p4_planar_flow.h_prime(z @ w), (len(z),))
        return (1 + slope * (u @ w)).abs()

    right = reference.p4_planar_flow.abs_det(z, u, w, b)
    assert_carried(stretch, right, by_own_h_prime)


def test_density(  # noqa: PLR0913, PLR0917 (fixtures)
    student, reference, assert_carried, ingredient, attach, rng, instance
):
    """The density of y is that of z, divided by how much f stretches volume."""
    z, u, w, b = _flow(rng, instance, slope=1.2)
    if instance == "public":
        z = _leading_to(_plane().to(z.dtype), u, w, b)

    density = student.p4_planar_flow.q1(z, u, w, b)

    def by_own_parts():
        base = ingredient(student.p4_planar_flow.q0(z), (len(z),))
        stretch = student.p4_planar_flow.abs_det(z, u, w, b)
        return base / ingredient(stretch, (len(z),))

    right = reference.p4_planar_flow.q1(z, u, w, b)
    attach.heat(
        f"The density of y, from -{EXTENT:g} to {EXTENT:g} both ways",
        yours=density,
        reference=right,
        shape=(SIDE, SIDE),
    )
    assert_carried(density, right, by_own_parts)


def test_stats(student, reference, as_tensor, assert_close, ingredient, rng):
    """The mean and the standard deviation are those of the values of q1."""
    z, u, w, b = _flow(rng, "hidden", slope=0.8)

    both = student.p4_planar_flow.q1_mean_std(z, u, w, b)

    assert isinstance(both, tuple | list), "Return two values: mean, std."
    assert len(both) == 2, "Return two values: mean, std."
    mean, std = (as_tensor(value, shape=()) for value in both)
    values = reference.p4_planar_flow.q1(z, u, w, b)
    if not (_near(mean, values.mean()) and _near(std, _spread(values, std))):
        student.start_over()
        own = student.p4_planar_flow.q1(z, u, w, b)
        values = ingredient(own, (len(z),))
    assert_close(both[0], values.mean())
    assert_close(both[1], _spread(values, std))


def _arguments(rng, instance):
    """Draw arguments of an elementwise function; the hidden case is float64."""
    shape, dtype = (
        ((9,), torch.float32) if instance == "public" else ((4, 5), torch.float64)
    )
    return 1.5 * torch.randn(shape, generator=rng).to(dtype)


def _flow(rng, instance, slope):
    """Draw points and a flow with u . w = slope; the hidden case is float64."""
    n, d, dtype = (
        (8, 2, torch.float32) if instance == "public" else (12, 3, torch.float64)
    )
    z = torch.randn(n, d, generator=rng)
    w = torch.randn(d, generator=rng)
    w = 1.3 * w / w.norm()
    aside = torch.randn(d, generator=rng)
    aside = aside - (aside @ w) / (w @ w) * w
    # Well off the direction of w, so that u and w cannot stand for each other.
    u = slope * w / (w @ w) + 1.5 * aside / aside.norm()
    b = 0.7 + 0.5 * torch.rand(1, generator=rng).item()
    return z.to(dtype), u.to(dtype), w.to(dtype), b


def _plane():
    """Return the points of the picture, row by row from the top left: (n, 2)."""
    along = torch.linspace(-EXTENT, EXTENT, SIDE)
    upwards, rightwards = torch.meshgrid(along.flip(0), along, indexing="ij")
    return torch.stack([rightwards, upwards], dim=-1).view(-1, 2)


def _leading_to(y, u, w, b):
    """Return the points that an invertible flow moves to y, (n, d).

    With a = w . z + b, a + (u . w) tanh a = w . y + b, which grows with a.
    """
    aim, slope = (y @ w + b).double(), (u @ w).double()
    low, high = aim - slope.abs(), aim + slope.abs()
    for _ in range(60):
        middle = (low + high) / 2
        is_above = middle + slope * middle.tanh() > aim
        low, high = (
            torch.where(is_above, low, middle),
            torch.where(is_above, middle, high),
        )
    return (y - low.tanh()[:, None] * u).to(y.dtype)


def _spread(values, std):
    """Return the standard deviation over n or over n - 1, whichever was meant."""
    spreads = values.std(correction=0), values.std(correction=1)
    return min(spreads, key=lambda spread: abs(spread - std))


def _near(actual, expected):
    """Tell whether two values differ by no more than rounding."""
    if actual.shape != expected.shape:
        return False
    return bool((actual - expected).abs().max() <= ROUNDING * expected.abs().max())
