"""Checks for q2: the linear autoencoder with a penalty on both weight matrices.

Any minimiser will do: what counts is how small the loss is, and that the encoder is
the decoder's transpose, which holds at every minimum.
"""

import torch

SIZES = {"public": (5, 9, 2, 1.5), "hidden": (6, 11, 3, 4.0)}
"""Features, points, width of the code, strength of the penalty."""
MANY = [(5, 8, 2, 0.0), (9, 4, 3, 7.0), (6, 10, 4, 300.0)]
STRENGTHS = (2.0, 60.0, 200.0)
"""The three largest squared singular values are 400, 138 and 48."""


def test_loss_public(student, reference, assert_close, rng, instance):
    """The loss is the squared error plus lam times both squared Frobenius norms."""
    inputs = _inputs(SIZES[instance], rng)

    value = student.q2_regularised_ae.loss(*inputs)

    assert_close(value, reference.q2_regularised_ae.loss(*inputs))


def test_loss_hidden(student, reference, assert_close, rng):
    """The loss is right without a penalty, with a large one, and for few points."""
    for sizes in MANY:
        inputs = _inputs(sizes, rng)
        value = student.q2_regularised_ae.loss(*inputs)
        assert_close(value, reference.q2_regularised_ae.loss(*inputs))


def test_layers(typed, right, assert_close):
    """The number of linear layers is the right one."""
    assert_close(typed.number("layers"), right.number("layers"), metric="exact")


def test_loss(assert_choice):
    """The loss function of torch is the one that (3) asks for."""
    assert_choice("loss")


def test_needed(typed, right):
    """What is needed to optimise (3) is listed, and nothing else."""
    named = {_spelt(word) for word in typed.choices("needed")}

    accepted = [{_spelt(word) for word in form} for form in right.accepted("needed")]
    assert any(named >= form for form in accepted), "Something needed is missing."
    assert named in accepted, "Something that is not needed is named."


def test_sgd_weight_decay(typed, assert_function):
    """The weight decay of a step adds up to the penalty's gradient in an epoch."""
    expression = typed.expression("sgd_weight_decay", "lam n")

    assert_function(expression, "sgd_weight_decay", "lam n")


def test_balanced_value(student, reference, assert_close):
    """The penalty on a direction is smallest at the value returned."""
    value = student.q2_regularised_ae.balanced_value()

    assert_close(value, reference.q2_regularised_ae.balanced_value())


def test_g(typed, assert_function):
    """The penalty on a direction is the right function of s."""
    assert_function(typed.expression("g", "s"), "g", "s")


def test_orthonormal_bias(assert_choice):
    """Whether a small penalty favours orthonormal columns is answered."""
    assert_choice("orthonormal_bias")


def test_minimiser(student, reference, as_tensor, assert_close, rng):
    """The weights reach the smallest loss, and encoder and decoder are balanced."""
    module, k, m, n = reference.q2_regularised_ae, 3, 6, 11
    for lam in STRENGTHS:
        X = _data(m, n, rng)
        pair = student.q2_regularised_ae.minimiser(X, k, lam)
        assert isinstance(pair, tuple | list), "Return two matrices, W1 and W2."
        assert len(pair) == 2, "Return two matrices, W1 and W2."
        W1, W2 = as_tensor(pair[0], shape=(k, m)), as_tensor(pair[1], shape=(m, k))

        best = module.loss(X, *module.minimiser(X, k, lam), lam)
        assert_close(module.loss(X, W1, W2, lam) / best, 1.0)
        assert_close(W1, W2.mT, metric="abs")


def _data(m, n, rng):
    """Draw points [m, n] whose singular values fall from 20 by a factor of 1.7 each."""
    drawn = torch.randn(m, n, generator=rng, dtype=torch.float64)
    U, _, Vh = torch.linalg.svd(drawn, full_matrices=False)  # (m, r), (r,), (r, n)
    S = 20 * 1.7 ** -torch.arange(U.shape[1], dtype=torch.float64)  # (r,)
    return (U * S @ Vh).float()


def _inputs(sizes, rng):
    m, n, k, lam = sizes
    W1 = torch.randn(k, m, generator=rng)
    W2 = torch.randn(m, k, generator=rng)
    return torch.randn(m, n, generator=rng), W1, W2, lam


def _spelt(word):
    """Return a name of torch or a word for it in one spelling."""
    plain = str(word).casefold().replace("_", "").replace(" ", "").replace("-", "")
    return {"sgdoptimizer": "sgd", "sgdoptimiser": "sgd"}.get(plain, plain)
