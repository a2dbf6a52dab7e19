"""Checks for question 11: the manifold of two latent dimensions.

The picture is right, too, when it shows the student's own grid.
"""

import pytest
import torch


@pytest.fixture
def decoders(student, ours):
    """Make a decoder with given weights, on the student's side and here."""

    def made(rng):
        here = (
            ours("toy_vae").Decoder(2, 16).double().requires_grad_(requires_grad=False)
        )
        state = {
            name: 1.5 * torch.randn(values.shape, generator=rng)
            for name, values in here.state_dict().items()
        }
        here.load_state_dict(state)
        there = student.bring("toy_vae").Decoder(2, 16)
        there.load_state_dict(state)
        there.requires_grad_(requires_grad=False)
        return there, here

    return made


def test_latent_grid(student, reference, assert_close, instance):
    """The grid has the quantiles of the prior, row by row."""
    sizes = (20, 3) if instance == "public" else (7, 12)

    for n in sizes:
        value = student.q11_manifold.latent_grid(n)
        assert_close(value, reference.q11_manifold.latent_grid(n))


def test_manifold_image(student, reference, read, assert_carried, decoders, rng):
    """Tile (i, j) of the picture has the pixels' means at point (i, j) of the grid."""
    for n in (4, 7):
        there, here = decoders(rng)

        picture = student.q11_manifold.manifold_image(there, n)

        def on_own_grid(n=n, here=here):
            grid = student.q11_manifold.latent_grid(n)
            return _picture(here, read.ingredient(grid, (n * n, 2)), n)

        right = _picture(here, reference.q11_manifold.latent_grid(n).double(), n)
        assert_carried(picture, right, on_own_grid)


def _picture(decoder, z, n):
    """Lay the means at the codes z out, n in a row."""
    means = torch.sigmoid(decoder(z)).squeeze(1)
    rows = [torch.cat(list(means[i : i + n]), dim=1) for i in range(0, n * n, n)]
    return torch.cat(rows, dim=0)
