"""Checks for question 8: the reparametrisation trick.

The gradients are held against finite differences of the student's own z, and the
draws are measured in the student's own scale where it is not the right one: both are
the business of `value`.
"""

import torch

DRAWS = 20_000
STEP = 1e-2
"""Of the finite differences: a square error of 2e-5, and rounding of 1e-5 for those
who compute in float32."""


def test_value(student, reference, assert_close, rng, instance):
    """With a given eps, z is that noise, scaled by the std and shifted by the mean."""
    shape, dtype = (
        ((5, 4), torch.float32) if instance == "public" else ((3, 7), torch.float64)
    )
    mean, log_std, eps = torch.randn(3, *shape, generator=rng).to(dtype)

    z = student.q08_reparam.sample_reparameterize(mean, log_std, eps)

    assert_close(z, reference.q08_reparam.sample_reparameterize(mean, log_std, eps))


def test_gradients(student, read, assert_close, rng):
    """Autograd finds how z changes with mean and log_std."""
    sample = student.q08_reparam.sample_reparameterize
    mean, log_std, eps, pull = torch.randn(4, 2, 3, generator=rng).double()
    log_std = log_std / 2

    z, gradients = student.vjp(sample, [mean, log_std, eps], [pull])

    read.tensor(z, shape=(2, 3))
    to_mean, to_log_std = gradients[:2]
    for name, gradient in [("mean", to_mean), ("log_std", to_log_std)]:
        assert gradient is not None, f"No gradient reaches {name}."

    def pulled(*args):
        z = read.tensor(sample(*args), shape=(2, 3))
        assert z.isfinite().all(), "There is a NaN or an infinity in z."
        return (z * pull).sum()

    assert_close(to_mean, _slope(lambda m: pulled(m, log_std, eps), mean))
    assert_close(to_log_std, _slope(lambda s: pulled(mean, s, eps), log_std))


def test_random_draws(student, read, assert_close, rng):
    """Without eps the noise is drawn anew for each entry, from N(0, 1)."""
    sample = student.q08_reparam.sample_reparameterize
    mean = torch.randn(1, 5, generator=rng)
    log_std = torch.rand(1, 5, generator=rng) - 0.5

    many = sample(mean.repeat(DRAWS, 1), log_std.repeat(DRAWS, 1))

    z = read.tensor(many, shape=(DRAWS, 5))
    noise = (z - mean.double()) / torch.exp(log_std.double())
    if (noise.mT @ noise / DRAWS - torch.eye(5)).abs().max() > 0.06:
        origin = read.tensor(sample(mean, log_std, torch.zeros(1, 5)), shape=(1, 5))
        unit = read.tensor(sample(mean, log_std, torch.ones(1, 5)), shape=(1, 5))
        noise = (z - origin) / (unit - origin)
    # 0.06 is 8 standard errors of a mean or a correlation, 6 of a variance, and 6 of
    # the fourth moment of all entries together, which is 3 for a Gaussian.
    assert_close(noise.mean(dim=0), torch.zeros(5), metric="abs")
    assert_close(noise.mT @ noise / DRAWS, torch.eye(5), metric="abs")
    assert_close(noise.pow(4).mean() / 3, 1.0, metric="abs")


def test_why_blocked(assert_choice):
    """Why sampling blocks the gradient is named."""
    assert_choice("why_blocked")


def _slope(function, at):
    """Return the gradient of a function of a tensor, by central differences."""
    slope = torch.zeros_like(at)
    for index in range(at.numel()):
        step = torch.zeros(at.numel(), dtype=at.dtype)
        step[index] = STEP
        step = step.view_as(at)
        slope.view(-1)[index] = (function(at + step) - function(at - step)) / (2 * STEP)
    return slope
