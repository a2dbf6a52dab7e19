"""Checks for questions 4 and 5: the bound, the gap, and what a rise of the bound means.

The gap is right, too, when it follows from the student's own log p(x), bound or
posterior, and the changes when they follow from the student's own three functions.
"""

import torch

FLOOR = {torch.float32: -120.0, torch.float64: -900.0}
"""Where exp is 0. Not lower in float32 where a value of order 1 has to keep its digits:
its numbers near -900 are 6e-5 apart."""

CARRIED = 1e-3
"""Relative: how near two of the student's own values make a third."""


def test_log_evidence(student, reference, assert_close, rng, instance):
    """The log evidence is right, also where every likelihood is tiny."""
    for level in (-3.0, -900.0):
        _, *model = _model(rng, instance, level)
        value = student.q04_05_bound.log_evidence(*model)
        assert_close(value, reference.q04_05_bound.log_evidence(*model))


def test_posterior(student, reference, assert_close, rng, instance):
    """The posterior is right, also where every likelihood is tiny."""
    for level in (-3.0, None):
        _, *model = _model(rng, instance, level)
        value = student.q04_05_bound.posterior(*model)
        assert_close(value, reference.q04_05_bound.posterior(*model))


def test_elbo(student, reference, assert_close, rng, instance):
    """The bound is right for any q."""
    for level in (-3.0, -900.0):
        model = _model(rng, instance, level)
        value = student.q04_05_bound.elbo(*model)
        assert_close(value, reference.q04_05_bound.elbo(*model))


def test_gap(student, reference, read, assert_close, rng):
    """The gap is the divergence of q from the posterior: log p(x) less the bound."""
    bound = student.q04_05_bound
    q, *joint = model = _model(rng, "hidden", -3.0)

    value = bound.gap(*model)

    right = known = reference.q04_05_bound.gap(*model)
    if not read.is_near(value, right):
        # Both of them in one tensor, so that constants are noticed.
        both = [bound.log_evidence(*joint), bound.elbo(*model)]
        log_p, elbo = read.ingredient(both, (2,))
        right = log_p - elbo
    if not read.is_near(value, right, within=CARRIED):
        posterior = read.ingredient(bound.posterior(*joint), (len(q),))
        own = (torch.xlogy(q, q) - torch.xlogy(q, posterior)).sum()
        right = read.carried(own, known)
    assert_close(value, right)


def test_zero_entry(student, reference, read, assert_carried, rng):
    """A value of z that q never takes adds nothing to the bound."""
    elbo = student.q04_05_bound.elbo
    q, prior, log_lik = _model(rng, "hidden", -3.0)
    q[torch.randperm(len(q), generator=rng)[:2]] = 0.0
    q = q / q.sum()
    seen = q > 0

    value = elbo(q, prior, log_lik)

    def without_it():
        # In the student's own terms: a wrong bound is the business of `elbo`.
        models = [(q, prior, log_lik), _model(rng, "hidden", -5.0)]
        own = [elbo(*(part[seen] for part in model)) for model in models]
        return read.ingredient(own, (2,))[0]

    assert_carried(value, reference.q04_05_bound.elbo(q, prior, log_lik), without_it)


def test_why_bound(assert_choice):
    """Why it is a bound, and why the bound is optimised, are named."""
    assert_choice("why_lower_bound")
    assert_choice("why_not_log_p")


def test_change(student, reference, read, assert_close, rng):
    """The three changes are new values less old ones."""
    before, after = _model(rng, "hidden", -5.0), _model(rng, "hidden", -3.0)
    # A q that goes for the unlikely values at first leaves a gap that then closes.
    before = (torch.softmax(-before[2] / 2, dim=-1), *before[1:])

    changes = student.q04_05_bound.change(before, after)

    names = "d_elbo, d_log_p, d_gap"
    right = reference.q04_05_bound.change(before, after)
    steps = [("elbo", slice(0, 3)), ("log_evidence", slice(1, 3)), ("gap", slice(0, 3))]
    for value, known, step in zip(
        read.parts(changes, names), right, steps, strict=True
    ):
        expected = known
        if not read.is_near(value, known):
            name, needed = step
            function = getattr(student.q04_05_bound, name)
            own = [function(*after[needed]), function(*before[needed])]
            new, old = read.ingredient(own, (2,))
            expected = new - old
        assert_close(value, expected)


def test_bound_rises(assert_choices):
    """All that can happen when the bound rises is named, and nothing else."""
    assert_choices("bound_rises", in_order=False)


def _model(rng, instance, level):
    """Draw q, the prior and log p(x | z = k) around a level; None is the floor."""
    k, dtype = (5, torch.float32) if instance == "public" else (8, torch.float64)
    level = FLOOR[dtype] if level is None else level
    q, prior = torch.softmax(torch.randn(2, k, generator=rng), dim=-1)
    log_lik = level + 2 * torch.randn(k, generator=rng, dtype=torch.float64)
    return q.to(dtype), prior.to(dtype), log_lik.to(dtype)
