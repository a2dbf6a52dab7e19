"""Checks for q2: the linear variational autoencoder.

What a model is worth is computed here, in float64, from what came back; the best
mean bound there is has a closed form, the likelihood of probabilistic PCA.
"""

import math
from dataclasses import dataclass

import pytest
import torch

ROUNDING = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Samples and a model that has nothing to do with them."""

    x: torch.Tensor
    W: torch.Tensor
    Sigma: torch.Tensor
    U: torch.Tensor
    eta_d: float
    eta_e: float

    @property
    def recon(self):
        """The arguments of recon_term."""
        return self.x, self.W, self.Sigma, self.U, self.eta_d

    @property
    def kl(self):
        """The arguments of kl_term."""
        return self.x, self.W, self.Sigma, self.eta_e

    @property
    def elbo(self):
        """The arguments of elbo."""
        return *self.recon, self.eta_e


@pytest.fixture
def model(rng, instance):
    """Draw samples and a model; the hidden case is larger, and in float64."""
    is_public = instance == "public"
    b, d_x, d_z = (6, 5, 2) if is_public else (9, 7, 3)
    dtype = torch.float32 if is_public else torch.float64
    x, W, U, root = (
        torch.randn(*shape, generator=rng).to(dtype)
        for shape in ((b, d_x), (d_z, d_x), (d_x, d_z), (d_z, d_z))
    )
    return Model(
        x=1.5 * x,
        W=W / 2,
        Sigma=root @ root.mT / 4 + 0.2 * torch.eye(d_z, dtype=dtype),
        U=U,
        eta_d=0.6 if is_public else 1.7,
        eta_e=1.4 if is_public else 0.7,
    )


@pytest.fixture
def numbers(as_tensor):
    """Take real numbers of a shape from the student, in float64."""

    def read(value, shape):
        tensor = as_tensor(value, shape=shape)
        assert not tensor.is_complex(), "The numbers should be real."
        return tensor

    return read


@pytest.fixture
def assert_trained(student, reference, numbers, assert_close):
    """Train on data of a known spectrum and compare with the best bound."""

    def judge(X, d_z, eta_d, eta_e):
        best = _best_mean_bound(X.double(), d_z, eta_d)

        trained = student.q2_linear_vae.train_vae(X, d_z, eta_d, eta_e)

        W, Sigma, U = _taken_apart(trained)
        d_x = X.shape[1]
        W, U = numbers(W, (d_z, d_x)), numbers(U, (d_x, d_z))
        Sigma = numbers(Sigma, (d_z, d_z))
        _require_covariance(Sigma)
        bound = reference.q2_linear_vae.elbo(X, W, Sigma, U, eta_d, eta_e).mean()
        assert_close(bound, best, metric="abs")

    return judge


def test_recon(student, reference, model, assert_close):
    """recon_term is E_q[log p(x | z)] of each sample, constants included."""
    recon = student.q2_linear_vae.recon_term(*model.recon)

    assert_close(recon, reference.q2_linear_vae.recon_term(*model.recon))


def test_kl(student, reference, model, assert_close):
    """kl_term is the divergence of q(z | x) from the prior, for each sample."""
    kl = student.q2_linear_vae.kl_term(*model.kl)

    assert_close(kl, reference.q2_linear_vae.kl_term(*model.kl))


def test_elbo(student, reference, model, assert_close, numbers, not_constant):
    """The bound is the expected log-likelihood less the KL term, for each sample."""
    count = len(model.x)
    right = reference.q2_linear_vae.elbo(*model.elbo)

    bound = numbers(student.q2_linear_vae.elbo(*model.elbo), (count,))

    if not bool((bound - right).abs().max() <= ROUNDING * right.abs().max()):
        recon = numbers(student.q2_linear_vae.recon_term(*model.recon), (count,))
        kl = numbers(student.q2_linear_vae.kl_term(*model.kl), (count,))
        right = recon - kl
        not_constant(right)
    assert_close(bound, right)


def test_identity(student, model, assert_close, numbers):
    """The bound is log p(x) where q is the exact posterior, and less elsewhere."""
    eye = torch.eye(len(model.Sigma), dtype=torch.float64)
    U, x = model.U.double(), model.x.double()
    precision = U.mT @ U / model.eta_d**2 + eye / model.eta_e**2
    Sigma = torch.linalg.inv(precision)
    W = Sigma @ U.mT / model.eta_d**2
    spread = model.eta_e**2 * U @ U.mT
    covariance = spread + model.eta_d**2 * torch.eye(len(U), dtype=torch.float64)
    normal = torch.distributions.MultivariateNormal(
        torch.zeros(len(U), dtype=torch.float64), covariance
    )
    evidence = normal.log_prob(x)

    def ask(W, Sigma):
        sent = [tensor.to(model.x.dtype) for tensor in (x, W, Sigma, U)]
        bound = student.q2_linear_vae.elbo(*sent, model.eta_d, model.eta_e)
        return numbers(bound, (len(x),))

    assert_close(ask(W, Sigma), evidence, metric="abs")
    for other in (ask(model.W, model.Sigma), ask(W, 2 * Sigma), ask(1.2 * W, Sigma)):
        above = (other - evidence).max()
        assert_close(torch.maximum(above, torch.zeros(())), 0.0, metric="abs")


def test_train_public(assert_trained, rng, instance):
    """Training comes within 0.1 nats of the best mean bound there is."""
    if instance == "public":
        X = _samples(rng, 400, [3.0, 1.5, 0.25, 0.2, 0.15])
        assert_trained(X, 2, 0.5, 1.5)
    else:
        X = _samples(rng, 300, [4.0, 2.0, 0.3, 0.25, 0.2, 0.1])
        assert_trained(X, 2, 0.45, 0.6)


def test_train_hidden(assert_trained, rng):
    """Training does so for other sizes, noise and prior, with a direction too many."""
    X = _samples(rng, 500, [4.0, 2.5, 1.0, 0.15, 0.12, 0.12, 0.1, 0.1])

    assert_trained(X, 4, 0.5, 0.6)


def _samples(rng, count, variances):
    """Draw samples of mean zero with nearly these variances, turned at random."""
    size = len(variances)
    turn, _ = torch.linalg.qr(torch.randn(size, size, generator=rng))
    X = torch.randn(count, size, generator=rng) * torch.tensor(variances).sqrt()
    return (X - X.mean(dim=0)) @ turn


def _best_mean_bound(X, d_z, eta_d):
    """Return the best mean evidence: probabilistic PCA with the noise fixed.

    The prior's width does not matter, as U can make up for it.
    """
    eigenvalues = torch.linalg.eigvalsh(X.mT @ X / len(X)).flip(0)
    variances = torch.full_like(eigenvalues, eta_d**2)
    variances[:d_z] = torch.clamp(eigenvalues[:d_z], min=eta_d**2)
    constant = len(variances) * math.log(2 * math.pi)
    return -(constant + variances.log().sum() + (eigenvalues / variances).sum()) / 2


def _taken_apart(value):
    """Return the three matrices that train_vae returned."""
    sentence = "Return three matrices: W, Sigma, U."
    assert isinstance(value, tuple | list), sentence
    assert len(value) == 3, sentence
    return value


def _require_covariance(Sigma):
    """Require a symmetric, positive definite matrix."""
    assert torch.isfinite(Sigma).all(), "Sigma has a NaN or an infinity."
    gap = (Sigma - Sigma.mT).abs().max()
    assert gap <= 1e-4 * Sigma.abs().max(), "Sigma should be symmetric."
    assert torch.linalg.eigvalsh(Sigma).min() > 0, "Sigma should be positive definite."
