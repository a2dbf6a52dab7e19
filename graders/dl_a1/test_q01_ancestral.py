"""Checks for question 1: ancestral sampling.

The decoder is lent: it shows what was asked of it, and its means are chosen so that
a known distribution must come out. Scores are in standard errors.
"""

import math

import pytest
import torch

from markstone.comparison import agree

DRAWS = 8000


@pytest.fixture
def decoder(student, read, lend_as_is):
    """Make a decoder on the student's side whose means are computed here."""

    def made(means, latent_dim):
        def decoder(z):
            return means(read.tensor(z, shape=(None, latent_dim))).float()

        return student.bring("calls").Decoder(lend_as_is(decoder), latent_dim)

    return made


def test_binary_shape(student, read, decoder, generator, rng, instance):
    """There are n images, one row each, and every pixel is drawn: 0 or 1."""
    n, d, m = (7, 3, 11) if instance == "public" else (12, 2, 9)
    W = torch.randn(d, m, generator=rng, dtype=torch.float64)
    model = decoder(lambda z: 0.5 + 0.2 * torch.tanh(z @ W), d)

    drawn = student.q01_ancestral.sample_images(model, n, generator(_seed(rng)))

    images = read.tensor(drawn, shape=(n, m))
    binary = (images == 0) | (images == 1)
    assert binary.all(), "Every pixel should be 0 or 1, drawn from its mean."
    assert 0 < images.sum() < n * m, "Means near 1/2 should give pixels of both kinds."


def test_pixel_statistics(student, read, decoder, generator, assert_close, rng):
    """Pixels are on as often as their means say, each independently of the others."""
    p = torch.tensor([0.1, 0.3, 0.45, 0.6, 0.75, 0.9], dtype=torch.float64)
    p = p[torch.randperm(6, generator=rng)]
    model = decoder(lambda z: p.expand(len(z), 6), 2)

    drawn = student.q01_ancestral.sample_images(model, DRAWS, generator(_seed(rng)))

    scores = _scores(read.tensor(drawn, shape=(DRAWS, 6)), p)
    assert_close(scores, torch.zeros_like(scores), metric="abs")


def test_latent_statistics(student, read, decoder, generator, assert_close, rng):
    """Each image has a z of its own, drawn from N(0, I)."""
    limits = torch.tensor([-0.8, 0.3, 1.1], dtype=torch.float64)
    limits = limits[torch.randperm(3, generator=rng)]
    # The pixels tell which side of its limit each entry of z lies on.
    model = decoder(lambda z: (z > limits).double(), 3)

    drawn = student.q01_ancestral.sample_images(model, DRAWS, generator(_seed(rng)))

    p = torch.special.ndtr(-limits)
    scores = _scores(read.tensor(drawn, shape=(DRAWS, 3)), p)
    assert_close(scores, torch.zeros_like(scores), metric="abs")


def test_generator_used(student, read, decoder, generator, rng):
    """The generator's seed decides the images, and nothing else does."""
    n, d, m = 40, 3, 8
    W = torch.randn(d, m, generator=rng, dtype=torch.float64)
    model = decoder(lambda z: torch.sigmoid(z @ W), d)
    sample_images, seed = student.q01_ancestral.sample_images, _seed(rng)

    drawn = sample_images(model, n, generator(seed))
    other = sample_images(model, n, generator(seed + 1))
    told = sample_images, model, n, generator(seed)
    again = student.bring("calls").after_seeding(1, *told)

    first, again, other = (read.tensor(v, shape=(n, m)) for v in (drawn, again, other))
    changed = int((again != first).sum())
    assert not changed, (
        f"A generator with the same seed gave other images ({changed} of {n * m} "
        "pixels), so that some of the randomness comes from elsewhere."
    )
    assert not agree(other, first), "Another seed gave the same images."


def test_steps(assert_choices):
    """The three steps of drawing an image are named, in order."""
    assert_choices("steps", in_order=True)


def _seed(rng):
    return int(torch.randint(2**31, (), generator=rng))


def _scores(images, p):
    """Return how far means and covariances are from those of independent pixels.

    Args:
        images: one row an image.
        p: the probability that each pixel is on.

    Returns:
        All of them in standard errors, one after the other.
    """
    noise = (images - p) / (p * (1 - p)).sqrt()
    count = math.sqrt(len(images))
    covariances = noise.mT @ noise / len(images)
    pairs = torch.triu_indices(len(p), len(p), offset=1)
    return torch.cat([noise.mean(dim=0), covariances[pairs[0], pairs[1]]]) * count
