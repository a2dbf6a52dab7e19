r"""Question 2: a linear variational autoencoder.

$$ q(z \mid x) = \mathcal{N}(W x, \Sigma), \qquad
   p(x \mid z) = \mathcal{N}(U z, \eta_d^2 I), \qquad
   p(z) = \mathcal{N}(0, \eta_e^2 I) $$

$$ \mathrm{ELBO}(x) = \mathbb{E}_{q(z \mid x)}[\log p(x \mid z)]
   - \mathrm{KL}(q(z \mid x) \,\|\, p(z)) \le \log p(x) $$

with, for two normal distributions in d dimensions,

$$ \mathrm{KL}(\mathcal{N}(\mu_1, \Sigma_1) \,\|\, \mathcal{N}(\mu_2, \Sigma_2))
   = \frac12 \left[ \log \frac{\det \Sigma_2}{\det \Sigma_1}
   + \operatorname{tr}(\Sigma_2^{-1} \Sigma_1)
   + (\mu_2 - \mu_1)^\top \Sigma_2^{-1} (\mu_2 - \mu_1) - d \right] $$

Part (a) asks for both terms in closed form, without sampling; part (b) for a
training procedure, sampled or not.

Axes: `b` or `n` samples, `x` their coordinates, `z` latent variables. eta_d and
eta_e are standard deviations. Values are in nats, one for each sample, all
constants included. Inputs are float32; some hidden cases are float64. Return
tensors, arrays or lists, of any float type.
"""

from jaxtyping import Float
from torch import Tensor


def recon_term(
    x: Float[Tensor, "b x"],
    W: Float[Tensor, "z x"],
    Sigma: Float[Tensor, "z z"],
    U: Float[Tensor, "x z"],
    eta_d: float,
) -> Float[Tensor, " b"]:
    """Return the expected log-likelihood E_q[log p(x | z)] of each sample.

    Args:
        x: the samples.
        W: the encoder, from samples to the means of their codes.
        Sigma: the covariance of q(z | x), the same for all x.
        U: the decoder, from codes to the means of samples.
        eta_d: the standard deviation of p(x | z).
    """
    raise NotImplementedError("q2 a: the expected log-likelihood, in closed form")


def kl_term(
    x: Float[Tensor, "b x"],
    W: Float[Tensor, "z x"],
    Sigma: Float[Tensor, "z z"],
    eta_e: float,
) -> Float[Tensor, " b"]:
    """Return KL(q(z | x) || p(z)) of each sample.

    Args:
        x: the samples.
        W: the encoder.
        Sigma: the covariance of q(z | x).
        eta_e: the standard deviation of the prior.
    """
    raise NotImplementedError("q2 a: the KL divergence from the prior")


def elbo(
    x: Float[Tensor, "b x"],
    W: Float[Tensor, "z x"],
    Sigma: Float[Tensor, "z z"],
    U: Float[Tensor, "x z"],
    eta_d: float,
    eta_e: float,
) -> Float[Tensor, " b"]:
    """Return the bound on log p(x) of each sample, in nats.

    Args:
        x: the samples.
        W: the encoder.
        Sigma: the covariance of q(z | x).
        U: the decoder.
        eta_d: the standard deviation of p(x | z).
        eta_e: the standard deviation of the prior.
    """
    raise NotImplementedError("q2 a: the bound, from its two terms")


def train_vae(
    X: Float[Tensor, "n x"], dz: int, eta_d: float, eta_e: float, seed: int = 0
) -> tuple[Float[Tensor, "z x"], Float[Tensor, "z z"], Float[Tensor, "x z"]]:
    """Maximise the mean bound of a data set over W, Sigma and U.

    Any way will do that comes within 0.1 nats of the best mean bound there is. The
    checks have a few hundred samples of at most 10 coordinates with variances of
    about 0.1 to 5, and wait for 30 s; on your machine it should take 5 s or less.

    Args:
        X: the samples, of mean zero.
        dz: how many latent variables.
        eta_d: the standard deviation of p(x | z), not trained.
        eta_e: the standard deviation of the prior, not trained.
        seed: for whatever you draw.

    Returns:
        W, Sigma (symmetric and positive definite) and U, in this order.
    """
    raise NotImplementedError("q2 b: train W, Sigma and U")
