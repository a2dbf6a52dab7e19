"""Checks for questions 12 and 13: attention.

The context is right, too, when it is the average with the student's own weights, and
masked weights when they are the student's own without a mask, padding taken out.
"""

import torch


def test_weights(  # noqa: PLR0913, PLR0917 (fixtures)
    student, reference, read, assert_close, attach, rng, instance
):
    """Without padding, the weights are the softmax of the unscaled scores."""
    inputs = _inputs(rng, instance)

    _, weights = read.parts(
        student.q12_13_attention.attention_step(*inputs), "context, weights"
    )

    right = reference.q12_13_attention.attention_step(*inputs)[1]
    attach.heat(
        "The weights of the tokens of three sentences",
        yours=weights,
        reference=right,
        names=(
            [f"sentence {b + 1}" for b in range(len(right))],
            [f"token {t + 1}" for t in range(right.shape[1])],
        ),
    )
    assert_close(weights, right)


def test_context(student, reference, read, assert_carried, rng, instance):
    """The context is the average of the values with the weights."""
    inputs = _inputs(rng, instance)

    context, weights = read.parts(
        student.q12_13_attention.attention_step(*inputs), "context, weights"
    )

    def with_own_weights():
        own = read.ingredient(weights, tuple(inputs[3].shape))
        return torch.einsum("bt,btv->bv", own, inputs[2].double())

    right = reference.q12_13_attention.attention_step(*inputs)[0]
    assert_carried(context, right, with_own_weights)


def test_mask(student, reference, read, assert_carried, rng):
    """Padding has no weight, and the other weights keep their proportions."""
    *inputs, full = _inputs(rng, "hidden")
    shape = tuple(full.shape)
    # At different places, as many as leave one token in the last sentence.
    mask = torch.rand(shape, generator=rng) < 0.6
    mask[:, 0], mask[-1, 1:] = True, False
    mask = mask[:, torch.randperm(shape[1], generator=rng)]
    attention_step = student.q12_13_attention.attention_step

    _, weights = read.parts(attention_step(*inputs, mask), "context, weights")

    def without_padding():
        unmasked = read.parts(attention_step(*inputs, full), "context, weights")[1]
        kept = read.ingredient(unmasked, shape) * mask
        total = kept.sum(dim=-1, keepdim=True)
        assert total.abs().min() > 0, "Real tokens should have weights."
        return kept / total

    right = reference.q12_13_attention.attention_step(*inputs, mask)[1]
    assert_carried(weights, right, without_padding)


def test_stable(student, reference, read, assert_close, rng):
    """Scores of hundreds and thousands give weights, not NaN."""
    query, keys, values, mask = _inputs(rng, "public")
    inputs = 30 * query, 30 * keys, values, mask

    _, weights = read.parts(
        student.q12_13_attention.attention_step(*inputs), "context, weights"
    )

    assert_close(weights, reference.q12_13_attention.attention_step(*inputs)[1])


def test_eos(assert_choice):
    """What happens without the end-of-sentence token is named."""
    assert_choice("without_eos")


def test_additive(student, reference, assert_close, rng, instance):
    """The additive score is a network of one hidden layer with tanh."""
    query, keys, *_ = _inputs(rng, instance)
    a = 6 if instance == "public" else 3
    W_q, W_k = torch.randn(2, a, query.shape[-1], generator=rng).to(query.dtype)
    v = torch.randn(a, generator=rng).to(query.dtype)
    inputs = query, keys, W_q, W_k, v

    scores = student.q12_13_attention.additive_score(*inputs)

    assert_close(scores, reference.q12_13_attention.additive_score(*inputs))


def test_why_attention(assert_choice):
    """Why attention is needed is named."""
    assert_choice("why_attention")


def _inputs(rng, instance):
    """Draw query, keys, values and a mask without padding; hidden is float64."""
    b, t, d, v, dtype = (
        (3, 5, 4, 6, torch.float32)
        if instance == "public"
        else (4, 7, 5, 3, torch.float64)
    )
    query = torch.randn(b, d, generator=rng)
    keys = torch.randn(b, t, d, generator=rng)
    values = torch.randn(b, t, v, generator=rng)
    mask = torch.ones(b, t, dtype=torch.bool)
    return query.to(dtype), keys.to(dtype), values.to(dtype), mask
