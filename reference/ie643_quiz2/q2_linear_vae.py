r"""The linear variational autoencoder: its bound in closed form, and training.

$$ q(z \mid x) = \mathcal{N}(W x, \Sigma), \qquad
   p(x \mid z) = \mathcal{N}(U z, \eta_d^2 I), \qquad
   p(z) = \mathcal{N}(0, \eta_e^2 I) $$

$$ \mathrm{ELBO}(x) = \mathbb{E}_{q}[\log p(x \mid z)]
   - \mathrm{KL}(q(z \mid x) \,\|\, p(z)) \le \log p(x) $$

With $z = W x + \zeta$, $\zeta \sim \mathcal{N}(0, \Sigma)$, the square splits,
$\mathbb{E}\, |x - U z|^2 = |x - U W x|^2 + \operatorname{tr}(U \Sigma U^\top)$,
because $\mathbb{E}\, \zeta = 0$ takes the mixed term away. So

$$ \mathbb{E}_{q}[\log p(x \mid z)] = -\frac{d_x}{2} \log(2 \pi \eta_d^2)
   - \frac{|x - U W x|^2 + \operatorname{tr}(U \Sigma U^\top)}{2 \eta_d^2} $$

$$ \mathrm{KL} = \frac12 \left( d_z \log \eta_e^2 - \log\det \Sigma
   + \frac{\operatorname{tr} \Sigma + |W x|^2}{\eta_e^2} - d_z \right) $$

Axes: `b` or `n` samples, `x` their coordinates ($d_x$), `z` latent variables
($d_z$). All values are in nats.

Proof by number. The posterior of this model is normal with a covariance that does
not depend on x, so that q can be exact: at

$$ \Sigma^* = (U^\top U / \eta_d^2 + I / \eta_e^2)^{-1}, \qquad
   W^* = \Sigma^* U^\top / \eta_d^2 $$

the bound is the evidence $\log \mathcal{N}(x;\, 0,\, \eta_e^2 U U^\top + \eta_d^2 I)$.
Any wrong term breaks this identity. The best mean bound over W, Sigma and U is
therefore the best likelihood of probabilistic PCA with the noise fixed: with the
eigenvalues $\lambda_i$ of $X^\top X / n$ in falling order, the model's variances
are $v_i = \max(\lambda_i, \eta_d^2)$ for $i \le d_z$ and $\eta_d^2$ beyond. A
direction with less variance than the noise is left to the noise: its column of U
goes to 0 and its posterior to the prior.

Where the quiz slips: Sigma is called the encoder's variance; it is a full
covariance here, positive definite, and the KL term depends on its determinant.

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014, section 2.2,
    equation (3), and section 2.4. https://arxiv.org/abs/1312.6114
    Tipping and Bishop, "Probabilistic Principal Component Analysis", Journal of
    the Royal Statistical Society B 61(3), 1999, section 3.2, equation (7).
    https://doi.org/10.1111/1467-9868.00196
    Lucas et al., "Don't Blame the ELBO! A Linear VAE Perspective on Posterior
    Collapse", NeurIPS 2019: the linear VAE. https://arxiv.org/abs/1911.02469
    Wang and Ziyin, "Posterior Collapse of a Linear Latent Variable Model", NeurIPS
    2022: the same with a prior of variance eta_e^2.
    https://arxiv.org/abs/2205.04009
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

STEPS = 1_500


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
    error = x - x @ W.mT @ U.mT  # (b, x)
    spread = torch.trace(U @ Sigma @ U.mT)  # ()
    square = error.square().sum(dim=-1) + spread  # (b,)
    d_x = x.shape[-1]
    return -d_x / 2 * math.log(2 * math.pi * eta_d**2) - square / (2 * eta_d**2)


def kl_term(
    x: Float[Tensor, "b x"],
    W: Float[Tensor, "z x"],
    Sigma: Float[Tensor, "z z"],
    eta_e: float,
) -> Float[Tensor, " b"]:
    """Return KL(q(z | x) || p(z)) of each sample, 0 or more.

    Args:
        x: the samples.
        W: the encoder.
        Sigma: the covariance of q(z | x).
        eta_e: the standard deviation of the prior.

    Numerics:
        `logdet` of a matrix that is not positive definite is NaN or the
        logarithm of something else: Sigma has to be a covariance.
    """
    mean = x @ W.mT  # (b, z)
    d_z = Sigma.shape[-1]
    scaled = (torch.trace(Sigma) + mean.square().sum(dim=-1)) / eta_e**2  # (b,)
    return (d_z * math.log(eta_e**2) - torch.logdet(Sigma) + scaled - d_z) / 2


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
    return recon_term(x, W, Sigma, U, eta_d) - kl_term(x, W, Sigma, eta_e)


def train_vae(
    X: Float[Tensor, "n x"], dz: int, eta_d: float, eta_e: float, seed: int = 0
) -> tuple[Float[Tensor, "z x"], Float[Tensor, "z z"], Float[Tensor, "x z"]]:
    """Maximise the mean bound of a data set over W, Sigma and U.

    Adam on the bound in closed form: nothing is sampled, so that the loss is
    exact. Training with z = W x + L zeta, zeta ~ N(0, I), has the same optimum.

    Args:
        X: the samples, of mean zero.
        dz: how many latent variables.
        eta_d: the standard deviation of p(x | z), not trained.
        eta_e: the standard deviation of the prior, not trained.
        seed: where W and U start.

    Returns:
        W, Sigma and U.

    Numerics:
        Sigma = L L^T with L lower triangular and a positive diagonal is positive
        definite whatever the numbers are that Adam moves. W = 0 with U = 0 is a
        saddle point; small random numbers leave it.
    """
    generator = torch.Generator().manual_seed(seed)
    d_x = X.shape[-1]
    W = 0.1 * torch.randn(dz, d_x, generator=generator, dtype=X.dtype)  # (z, x)
    U = 0.1 * torch.randn(d_x, dz, generator=generator, dtype=X.dtype)  # (x, z)
    raw = torch.zeros(dz, dz, dtype=X.dtype)  # (z, z)
    for leaf in (W, U, raw):
        leaf.requires_grad_()

    optimizer = torch.optim.Adam([W, U, raw], lr=0.03)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for _ in range(STEPS):
        loss = -elbo(X, W, _covariance(raw), U, eta_d, eta_e).mean()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
    return W.detach(), _covariance(raw).detach(), U.detach()


def _covariance(raw: Float[Tensor, "z z"]) -> Float[Tensor, "z z"]:
    """Return the positive definite matrix that any square matrix stands for."""
    below = torch.tril(raw, diagonal=-1)  # (z, z)
    L = below + torch.diag(torch.exp(torch.diagonal(raw)))  # (z, z)
    return L @ L.mT
