"""Checks for q2: an encoder layer with given weights."""

import functools

import pytest
import torch

_weights = functools.cache(functools.partial(torch.load, weights_only=True))


@pytest.fixture
def layers(student, reference, data):
    """Make the student's layer and the right one, with the same weights."""
    weights = _weights(data / "encoder_layer.pt")
    made = [
        side.q2_transformer.EncoderLayer(64, 4, 256) for side in (student, reference)
    ]
    for layer in made:
        layer.load_state_dict(weights)
        layer.eval()
    return made


def test_attention(layers, assert_close, rng):
    """Attention mixes the positions as the formula says."""
    x = torch.randn(8, 32, 64, generator=rng)

    assert_close(*(layer.attention(x) for layer in layers))


def test_layer(layers, assert_close, rng):
    """The whole layer is right where nothing is padded."""
    x = torch.randn(8, 32, 64, generator=rng)

    assert_close(*(layer(x) for layer in layers))


def test_padding(layers, assert_close, rng):
    """Padded positions change no other output."""
    x = torch.randn(8, 32, 64, generator=rng)
    lengths = torch.randint(8, 33, (8, 1), generator=rng)
    padding = torch.arange(32) >= lengths  # (8, 32)

    assert_close(*(layer(x, padding) for layer in layers))
