"""Checks for q1: sample, divergence and bound of a given autoencoder."""

import functools

import torch

_weights = functools.cache(functools.partial(torch.load, weights_only=True))


def test_sample(student, reference, assert_close, rng):
    """The sample is the mean plus noise times the standard deviation."""
    mu, logvar, eps = torch.randn(3, 256, 16, generator=rng)

    z = student.q1_vae.reparameterise(mu, logvar, eps)

    assert_close(z, reference.q1_vae.reparameterise(mu, logvar, eps))


def test_divergence(student, reference, assert_close, rng):
    """The divergence from N(0, I) is right for every image."""
    mu, logvar = torch.randn(2, 256, 16, generator=rng)

    kl = student.q1_vae.kl_divergence(mu, logvar)

    assert_close(kl, reference.q1_vae.kl_divergence(mu, logvar))


def test_bound(student, reference, assert_close, rng, data):
    """The bound of the given autoencoder is right for a batch of images."""
    x = (torch.rand(128, 1, 28, 28, generator=rng) > 0.7).float()
    eps = torch.randn(128, 16, generator=rng)
    weights = _weights(data / "vae.pt")

    bounds = []
    for side in (student, reference):
        vae = side.q1_vae.VAE()
        vae.load_state_dict(weights)
        bounds.append(side.q1_vae.elbo(vae, x, eps))

    assert_close(*bounds)
