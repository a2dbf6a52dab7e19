"""Checks for theory 3: the two terms of the bound, with a latent variable of K values.

Every check looks at several cases at once; its values are compared as one vector.
"""

from typing import NamedTuple

import pytest
import torch

ROUNDING = 1e-5
"""Relative. What is farther off is looked at again in the student's own terms."""

TYPED = ["reconstruction", "regularization", "sign_of_regularization_in_L"]


class Case(NamedTuple):
    """One latent variable and one x."""

    q: torch.Tensor
    log_px: torch.Tensor
    """log p(x | z) for each z."""
    prior: torch.Tensor

    @property
    def log_joint(self):
        """Log p(x, z) for each z."""
        return self.log_px.double() + self.prior.double().log()

    @property
    def at_posterior(self):
        """The same case with the posterior p(z | x) for q."""
        posterior = torch.softmax(self.log_joint, dim=0)
        return self._replace(q=posterior.to(self.q.dtype))


@pytest.fixture
def cases(rng, instance):
    """Draw four latent variables; the hidden ones are float64."""
    sizes, dtype = (
        ((3, 5, 8, 4), torch.float32)
        if instance == "public"
        else ((2, 6, 9, 13), torch.float64)
    )
    return [_case(k, dtype, rng) for k in sizes]


@pytest.fixture
def numbers(as_tensor):
    """Put the student's numbers, one a case, into one vector."""

    def collect(values):
        vector = torch.stack([as_tensor(value, shape=()) for value in values])
        assert not vector.is_complex(), "The answer should be a real number."
        return vector

    return collect


def test_recon(student, reference, numbers, assert_close, cases):
    """The reconstruction term is the expectation of log p(x | z) under q."""
    answer = student.t3_elbo_terms.reconstruction_term
    recon = numbers(answer(case.q, case.log_px) for case in cases)

    right = reference.t3_elbo_terms.reconstruction_term
    assert_close(recon, [right(case.q, case.log_px) for case in cases])


def test_kl(student, reference, numbers, assert_close, cases):
    """The divergence is that of q from the prior, in this order."""
    kl = numbers(student.t3_elbo_terms.kl_term(case.q, case.prior) for case in cases)

    right = reference.t3_elbo_terms.kl_term
    assert_close(kl, [right(case.q, case.prior) for case in cases])


def test_kl_zero_entry(student, reference, numbers, not_constant, assert_close, cases):
    """A value of z with q(z) = 0 adds nothing to the divergence: 0 log 0 = 0."""
    with_zero = [_without_first(case.q, 0.0) for case in cases]
    priors = [case.prior for case in cases]

    def divergence(qs):
        pairs = zip(qs, priors, strict=True)
        return numbers(student.t3_elbo_terms.kl_term(q, p) for q, p in pairs)

    kl = divergence(with_zero)

    pairs = zip(with_zero, priors, strict=True)
    right = torch.stack([reference.t3_elbo_terms.kl_term(q, p) for q, p in pairs])
    if not _near(kl, right):
        # Another divergence is the business of `kl`: is it continuous, at least?
        right = divergence([_without_first(case.q, 1e-9) for case in cases])
        not_constant(right)
    assert_close(kl, right)


def test_elbo_identity(student, reference, numbers, not_constant, assert_close, cases):
    """The bound is the reconstruction term less the divergence."""
    module = student.t3_elbo_terms
    bound = numbers(module.elbo(*case) for case in cases)

    right = torch.stack([reference.t3_elbo_terms.elbo(*case) for case in cases])
    if not _near(bound, right):
        recon = numbers(module.reconstruction_term(c.q, c.log_px) for c in cases)
        kl = numbers(module.kl_term(c.q, c.prior) for c in cases)
        not_constant(recon)
        not_constant(kl)
        right = recon - kl
    assert_close(bound, right)


def test_bound_tight(student, numbers, assert_close, cases):
    """The bound is never above log p(x), and reaches it where q is the posterior."""
    evidence = torch.stack([torch.logsumexp(case.log_joint, dim=0) for case in cases])

    tight = numbers(student.t3_elbo_terms.elbo(*case.at_posterior) for case in cases)
    assert_close(tight, evidence)

    bound = numbers(student.t3_elbo_terms.elbo(*case) for case in cases)
    assert_close(torch.maximum(bound, evidence), evidence)


def test_roles(assert_choice):
    """Which term is which, and with which sign, is answered."""
    for field in TYPED:
        assert_choice(field)


def _case(k, dtype, rng):
    """Draw a case in which no probability is near 0 and no term near 0."""
    uniform = 0.2 + torch.rand(2, k, generator=rng, dtype=torch.float64)
    steep = torch.linspace(1, 6, k, dtype=torch.float64)
    order = torch.randperm(k, generator=rng)
    q = uniform[0] * steep[order]
    prior = uniform[1] * steep.flip(0)[order]
    log_px = -1 - 3 * torch.rand(k, generator=rng, dtype=torch.float64)
    parts = (q / q.sum(), log_px, prior / prior.sum())
    return Case(*(part.to(dtype) for part in parts))


def _without_first(q, share):
    """Take the first value's probability down to `share`, for the others to have."""
    changed = q.clone()
    changed[0] = 0
    changed = changed / changed.sum() * (1 - share)
    changed[0] = share
    return changed


def _near(actual, expected):
    """Tell whether two vectors differ by no more than rounding."""
    return bool((actual - expected).abs().max() <= ROUNDING * expected.abs().max())
