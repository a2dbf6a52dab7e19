"""Checks for theory 1(d): which layers look across tokens, measured and answered.

Layers are made on the student's side, so that derivatives can flow through them.
"""

import pytest
import torch

SIZES = {"public": (5, 4), "hidden": (7, 6)}
"""Tokens and features: never the same number, so that mixed-up axes show."""

TYPED = ["ffn_mixes_tokens", "layernorm_mixes_tokens", "self_attention_mixes_tokens"]


@pytest.fixture
def mixing(student, as_tensor, instance):
    """Ask the student's function about a layer of this name; returns M, (t, t)."""
    layers = student.bring("token_layers")
    t, d = SIZES[instance]

    def ask(name):
        layer = getattr(layers, name)(d)
        M = student.t1d_token_mixing.token_mixing(layer, t, d)
        return as_tensor(M, shape=(t, t))

    return ask


@pytest.fixture
def everywhere(mixing, assert_close):
    """Require True in every place for a layer, from a function that can say False."""

    def judge(name):
        M = mixing(name)
        assert_close(M, torch.ones_like(M), metric="exact")
        assert not mixing("ffn").all(), (
            "Your matrix is full of True for a feed-forward layer as well, in which "
            "no two tokens meet."
        )

    return judge


def test_mix_ffn(mixing, assert_close):
    """In a feed-forward layer every output token depends on its own input only."""
    M = mixing("ffn")

    assert_close(M, torch.eye(len(M)), metric="exact")


def test_mix_layernorm(mixing, assert_close):
    """In a layer norm every output token depends on its own input, and only on it."""
    M = mixing("layernorm")

    assert_close(M, torch.eye(len(M)), metric="exact")


def test_mix_attention(everywhere):
    """In self-attention every output token depends on every input token."""
    everywhere("attention")


def test_mix_causal(mixing, assert_close):
    """With a causal mask, M[i, j] is True for j up to i and for no later token."""
    M = mixing("causal")

    assert_close(M, torch.ones_like(M).tril(), metric="exact")


def test_mix_conv(mixing, assert_close):
    """In a convolution of width 3 a token depends on itself and its neighbours."""
    M = mixing("conv")

    assert_close(M, torch.ones_like(M).tril(1).triu(-1), metric="exact")


def test_mix_batchnorm(everywhere):
    """In a batch norm over the tokens every output token depends on all of them."""
    everywhere("batchnorm")


def test_typed(typed, right, assert_close):
    """Which of the three layers mix tokens is answered for each."""
    answers = [typed.choice(field) for field in TYPED]

    known = [right.choice(field) for field in TYPED]
    # In one text, so that the three fields are not taken for each other.
    assert_close(", ".join(answers), ", ".join(known), metric="exact")
