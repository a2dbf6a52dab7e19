"""Checks for q3: a planar flow at 1,000 points."""

import torch


def test_moved(student, reference, assert_close, rng):
    """Every point moves along u by tanh(w . z + b)."""
    flow = _flow(rng)

    assert_close(student.q3_flow.planar(*flow), reference.q3_flow.planar(*flow))


def test_stretch(student, reference, assert_close, rng):
    """The stretch of volume is right, and positive, at every point."""
    flow = _flow(rng)

    assert_close(student.q3_flow.abs_det(*flow), reference.q3_flow.abs_det(*flow))


def test_density(student, reference, assert_close, rng):
    """The density after the flow is right at every point."""
    flow = _flow(rng)

    density = student.q3_flow.log_density(*flow)

    assert_close(density, reference.q3_flow.log_density(*flow))


def _flow(rng):
    """Draw points, w, u and b with u . w = -5: here and there the determinant < 0."""
    z = torch.randn(1000, 2, generator=rng, dtype=torch.float64)
    w = torch.tensor([1.5, -2.0], dtype=torch.float64)
    u = torch.tensor([-2.0, 1.0], dtype=torch.float64)
    return z, w, u, 0.3
