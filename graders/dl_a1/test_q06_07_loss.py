"""Checks for questions 6 and 7: the two terms of the loss.

The loss of a batch is right, too, when it is right with the right terms in place of
the student's, or when it is the mean of the student's own.
"""

import pytest
import torch

ROUNDING = 1e-4
"""Relative, as a constant factor is told from a function."""


@pytest.fixture
def right_terms(reference, lend, read):
    """Lend the two terms, by the names that the student's are called."""

    def lent(function, **expected):
        def term(*values, **named):
            given = dict(zip(expected, values, strict=False)) | named
            return function(
                *(taken(given.get(n), like) for n, like in expected.items())
            )

        return lend(term)

    def taken(value, like):
        tensor = read.tensor(value)
        assert tensor.numel() == like.numel(), (
            "vae_loss should hand x and logits to l_recon, mean and log_std to l_reg, "
            "as they are."
        )
        return tensor.reshape(like.shape)

    def both(x, logits, mean, log_std):
        right = reference.q06_07_loss
        return {
            "l_recon": lent(right.l_recon, x=x, logits=logits),
            "l_reg": lent(right.l_reg, mean=mean, log_std=log_std),
        }

    return both


def test_recon_name(assert_choice):
    """What the reconstruction term is, is named."""
    assert_choice("reconstruction_is")


def test_reg_name(assert_choice):
    """What the regularisation term does is named."""
    assert_choice("regularization_pulls")


def test_recon(student, reference, assert_close, rng, instance):
    """The first term is -log p(x | z) in nats, summed over the pixels of an image."""
    x, logits, _, _ = _batch(rng, instance)

    value = student.q06_07_loss.l_recon(x, logits)

    assert_close(value, reference.q06_07_loss.l_recon(x, logits))


def test_recon_stable(student, reference, read, assert_carried, rng):
    """Logits of 200 either way give the exact loss, not infinity."""
    x, moderate, _, _ = _batch(rng, "public")
    logits = 400 * torch.rand(x.shape, generator=rng) - 200
    l_recon = student.q06_07_loss.l_recon
    right = reference.q06_07_loss.l_recon(x, logits)

    value = l_recon(x, logits)

    def times_a_constant():
        # In the student's own terms: a mean for a sum is the business of `recon`.
        known = reference.q06_07_loss.l_recon(x, moderate)
        factors = read.ingredient(l_recon(x, moderate), (len(x),)) / known
        factor = factors.mean()
        is_constant = (factors - factor).abs().max() <= ROUNDING * factor.abs()
        return right * factor if is_constant else right

    assert_carried(value, right, times_a_constant)


def test_reg(student, reference, assert_close, rng, instance):
    """The second term is the divergence from the prior, summed over the dimensions."""
    _, _, mean, log_std = _batch(rng, instance)

    value = student.q06_07_loss.l_reg(mean, log_std)

    assert_close(value, reference.q06_07_loss.l_reg(mean, log_std))


def test_loss(student, reference, read, right_terms, assert_close, rng):
    """The loss is the mean over the batch of the sum of both terms."""
    loss = student.q06_07_loss
    batches = _batch(rng, "public"), _batch(rng, "public")
    right = reference.q06_07_loss.vae_loss(*batches[0])

    terms = right_terms(*batches[0])
    value = student.bring("calls").with_names(loss.vae_loss, terms, *batches[0])

    if not read.is_near(value, right):
        # Not built from these two functions, or wrong: ask for the student's own.
        value = loss.vae_loss(*batches[0])
        own = [
            read.tensor(loss.l_recon(x, logits)).mean()
            + read.tensor(loss.l_reg(mean, log_std)).mean()
            for x, logits, mean, log_std in batches
        ]
        if not read.is_near(value, right):
            right = read.ingredient(torch.stack(own), (2,))[0]
    assert_close(value, right)


def test_product_over(assert_choice):
    """What p(x | z) is a product over is named."""
    assert_choice("product_of_bernoullis_over")


def _batch(rng, instance):
    """Draw x, logits, mean and log_std; the hidden case is float64."""
    shape, d, dtype = (
        ((4, 3, 5), 4, torch.float32)
        if instance == "public"
        else ((6, 1, 8, 7), 3, torch.float64)
    )
    x = torch.rand(shape, generator=rng).round()
    logits = 2 * torch.randn(shape, generator=rng)
    mean = 1.2 * torch.randn(shape[0], d, generator=rng)
    log_std = 0.6 * torch.randn(shape[0], d, generator=rng)
    return tuple(tensor.to(dtype) for tensor in (x, logits, mean, log_std))
