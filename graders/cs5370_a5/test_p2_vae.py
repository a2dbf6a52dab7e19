"""Checks for p2: the variational autoencoder and its lower bound.

Each part is handed the right inputs, so that a slip costs its own check. Where a
later step combines earlier ones (`load`, `forward`, `elbo`, the scale of
`reparam_random`), it is right too when it is right for the student's own.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch

DRAWS = 20_000
ROUNDING = 1e-5
"""Relative. Right answers in float32 stay below 1e-6; what is farther off is looked
at again in the student's own terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """The given weights and images."""

    folder: Path
    count: int
    """How many images a check looks at."""

    @property
    def weights(self):
        """The file that the student's load_vae reads."""
        return self.folder / "vae_digits.pt"

    def images(self, rng):
        """Draw some of the images: float32, (count, 64)."""
        all_images = torch.from_numpy(np.load(self.folder / "test_images.npy"))
        rows = torch.randperm(len(all_images), generator=rng)[: self.count]
        return all_images[rows].float()

    def fill(self, model, prefix=""):
        """Give a model its weights, by its own method where it has one."""
        state = torch.load(self.weights, weights_only=True)
        wanted = {
            name.removeprefix(prefix): tensor
            for name, tensor in state.items()
            if name.startswith(prefix)
        }
        for hook in ("load_weights", "load_reference"):
            if getattr(model, hook).fetch(default=None) is not None:
                getattr(model, hook)(wanted)
                return model
        model.load_state_dict(wanted)
        return model


@pytest.fixture
def shipped(data, instance):
    """Lend the given files, with as many images as the instance has."""
    return Shipped(folder=data, count=6 if instance == "public" else 9)


@pytest.fixture
def right_vae(reference, shipped):
    """Load the reference with the given weights, in float64."""
    return reference.p2_vae.load_vae(shipped.weights).double().requires_grad_(False)


@pytest.fixture
def ingredient(as_tensor, not_constant):
    """Take a value of the student's to judge a later one by it."""

    def guarded(value, shape):
        tensor = as_tensor(value, shape=shape)
        not_constant(tensor)
        return tensor

    return guarded


@pytest.fixture
def assert_carried(student, as_tensor, assert_close):
    """Agree with what is right, or else with what the student's own parts give."""

    def judge(actual, right, own_parts):
        if not all(map(_near, map(as_tensor, actual), right)):
            student.start_over()  # the parts must not know what they are to fit
            right = own_parts()
        for value, good in zip(actual, right, strict=True):
            assert_close(value, good)

    return judge


def test_encoder(student, right_vae, assert_close, shipped, rng):
    """The encoder with the given weights returns mu and logvar, in this order."""
    x = shipped.images(rng)
    encoder = shipped.fill(student.p2_vae.Encoder(), "encoder.")

    mu, logvar = _taken_apart(encoder(x), "mu, logvar")

    right_mu, right_logvar = right_vae.encoder(x.double())
    assert_close(mu, right_mu)
    assert_close(logvar, right_logvar)


def test_decoder(student, right_vae, assert_close, attach, shipped, rng):
    """The decoder with the given weights returns the probability of each pixel."""
    z = 1.5 * torch.randn(7, 8, generator=rng)
    decoder = shipped.fill(student.p2_vae.Decoder(), "decoder.")

    x_hat = decoder(z)

    right = right_vae.decoder(z.double())
    attach.images("Samples", yours=x_hat, reference=right, shape=(8, 8))
    assert_close(x_hat, right)


def test_load(  # noqa: PLR0913, PLR0917 (fixtures)
    student, right_vae, assert_carried, ingredient, attach, shipped, rng
):
    """load_vae returns a VAE in eval mode that computes with the file's weights."""
    x = shipped.images(rng)
    eps = torch.randn(len(x), 8, generator=rng)
    right = right_vae(x.double(), eps.double())

    vae = student.p2_vae.load_vae(shipped.weights)
    assert callable(vae), "load_vae returns no model. Is its `return` missing?"
    outputs = _taken_apart(vae(x, eps), "x_hat, mu, logvar")
    attach.images(
        "Reconstructions", given=x, yours=outputs[0], reference=right[0], shape=(8, 8)
    )

    assert vae.training.fetch(default=True) is False, "The model is in train mode."

    def run(model):
        values = _taken_apart(model(x, eps), "x_hat, mu, logvar")
        return [ingredient(value, (len(x), None)) for value in values]

    def filled_by_us():
        empty, filled = student.p2_vae.VAE(), shipped.fill(student.p2_vae.VAE())
        before, after = run(empty), run(filled)
        assert not all(map(_near, before, after)), "The model ignores its weights."
        return after

    assert_carried(outputs, right, filled_by_us)


def test_reparam(student, reference, assert_close, rng, instance):
    """The sample has mean mu and variance exp(logvar), with eps for its noise."""
    shape = (5, 8) if instance == "public" else (9, 8)
    mu, logvar, eps = torch.randn(3, *shape, generator=rng).unbind()

    z = student.p2_vae.reparameterize(mu, 1.5 * logvar, eps)

    assert_close(z, reference.p2_vae.reparameterize(mu, 1.5 * logvar, eps))


def test_reparam_random(student, as_tensor, assert_close, rng):
    """Without eps the noise is drawn anew for each entry, from N(0, 1)."""
    mu = torch.randn(1, 8, generator=rng)
    logvar = 2 * torch.rand(1, 8, generator=rng) - 1
    reparameterize = student.p2_vae.reparameterize

    many = reparameterize(mu.repeat(DRAWS, 1), logvar.repeat(DRAWS, 1))

    z = as_tensor(many, shape=(DRAWS, 8))
    noise = (z - mu.double()) / torch.exp(logvar.double() / 2)
    if (noise.mT @ noise / DRAWS - torch.eye(8)).abs().max() > 0.2:
        # A wrong scale is the business of `reparam`: measure in the student's own.
        origin = as_tensor(reparameterize(mu, logvar, torch.zeros(1, 8)), shape=(1, 8))
        unit = as_tensor(reparameterize(mu, logvar, torch.ones(1, 8)), shape=(1, 8))
        noise = (z - origin) / (unit - origin)
    # 4 standard errors are 0.028 for a mean, 0.04 for a variance, 0.028 for the
    # correlation of two columns: noise that is shared between entries shows there.
    assert_close(noise.mean(dim=0), torch.zeros(8), metric="abs")
    assert_close(noise.mT @ noise / DRAWS, torch.eye(8), metric="abs")


def test_forward(student, right_vae, assert_carried, ingredient, shipped, rng):
    """The VAE encodes, adds the noise it is given, and decodes."""
    x = shipped.images(rng)
    eps = torch.randn(len(x), 8, generator=rng)
    vae = shipped.fill(student.p2_vae.VAE())

    outputs = _taken_apart(vae(x, eps), "x_hat, mu, logvar")

    def part_by_part():
        code = (len(x), 8)
        encoder = shipped.fill(student.p2_vae.Encoder(), "encoder.")
        decoder = shipped.fill(student.p2_vae.Decoder(), "decoder.")
        mu, logvar = (
            ingredient(value, code) for value in _taken_apart(encoder(x), "mu, logvar")
        )
        drawn = student.p2_vae.reparameterize(mu.float(), logvar.float(), eps)
        z = ingredient(drawn, code)
        x_hat = ingredient(decoder(z.float()), tuple(x.shape))
        return [x_hat, mu, logvar]

    assert_carried(outputs, right_vae(x.double(), eps.double()), part_by_part)


def test_recon(student, reference, assert_close, rng, instance):
    """The second value is log p(x | z), in nats, summed over the pixels."""
    inputs = _bound_inputs(rng, instance)

    recon = _taken_apart(student.p2_vae.elbo(*inputs), "elbo, recon, kl")[1]

    assert_close(recon, reference.p2_vae.elbo(*inputs)[1])


def test_kl(student, reference, assert_close, rng, instance):
    """The third value is KL(q(z | x) || p(z)), in closed form."""
    inputs = _bound_inputs(rng, instance)

    kl = _taken_apart(student.p2_vae.elbo(*inputs), "elbo, recon, kl")[2]

    assert_close(kl, reference.p2_vae.elbo(*inputs)[2])


def test_elbo(student, reference, assert_carried, ingredient, rng, instance):
    """The first value is the bound: log p(x | z) less the KL term, for each image."""
    inputs = _bound_inputs(rng, instance)

    bound, recon, kl = _taken_apart(student.p2_vae.elbo(*inputs), "elbo, recon, kl")

    def own_terms():
        shape = (len(inputs[0]),)
        return [ingredient(recon, shape) - ingredient(kl, shape)]

    assert_carried([bound], [reference.p2_vae.elbo(*inputs)[0]], own_terms)


def test_saturated(student, as_tensor, ingredient, assert_close, rng):
    """A pixel that is predicted with certainty and is right costs nothing."""
    x = torch.rand(5, 64, generator=rng).round()
    undecided = torch.zeros(5, 64, dtype=torch.bool)
    for row in range(5):
        undecided[row, torch.randperm(64, generator=rng)[: row + 1]] = True
    x_hat = torch.where(undecided, 0.5, x)
    latents = torch.randn(2, 5, 8, generator=rng).unbind()

    def recon(probabilities):
        outputs = student.p2_vae.elbo(x, probabilities, *latents)
        return _taken_apart(outputs, "elbo, recon, kl")[1]

    sure = recon(x_hat)
    nearly_sure = ingredient(recon(x_hat.clamp(1e-6, 1 - 1e-6)), (5,))
    ignorant = as_tensor(recon(torch.full((5, 64), 0.5)), shape=(5,))

    # In the student's own terms: a mean for a sum is the business of `recon`.
    assert_close(sure, nearly_sure)
    assert not _near(ignorant, nearly_sure), "log p(x | z) ignores x_hat."


def _bound_inputs(rng, instance):
    """Draw x, x_hat, mu and logvar; the hidden case is float64."""
    count, dtype = (6, torch.float32) if instance == "public" else (9, torch.float64)
    x = torch.rand(count, 64, generator=rng).round()
    x_hat = 0.05 + 0.9 * torch.rand(count, 64, generator=rng)
    mu, logvar = 1.2 * torch.randn(2, count, 8, generator=rng)
    return tuple(tensor.to(dtype) for tensor in (x, x_hat, mu, logvar))


def _near(actual, expected):
    """Tell whether two values differ by no more than rounding."""
    if actual.shape != expected.shape:
        return False
    return bool((actual - expected).abs().max() <= ROUNDING * expected.abs().max())


def _taken_apart(value, names):
    """Return the several values that a function of the student's returned."""
    count = len(names.split(","))
    assert isinstance(value, tuple | list), f"Return {count} values: {names}."
    assert len(value) == count, f"Return {count} values: {names}."
    return value
