r"""The two terms of the variational lower bound, for a latent variable of K values.

$$ \mathcal{L}(q) = \sum_z q(z) \log \frac{p(x \mid z)\, p(z)}{q(z)}
   = \underbrace{\sum_z q(z) \log p(x \mid z)}_{\mathbb{E}_q[\log p(x \mid z)]}
   - \underbrace{\sum_z q(z) \log \frac{q(z)}{p(z)}}_{\mathrm{KL}(q \,\|\, p)} $$

The first step factorises the joint distribution, $p(x, z) = p(x \mid z)\, p(z)$; the
second splits the logarithm of the product. The first term asks that x can be
reconstructed from z, the second keeps q near the prior, and enters with a minus
sign.

With K values the integral over z is a sum, and the evidence is known exactly,

$$ \log p(x) = \log \sum_z p(x \mid z)\, p(z)
   = \mathcal{L}(q) + \mathrm{KL}(q \,\|\, p(z \mid x)) $$

so that the bound can be tested: $\mathcal{L}(q) \le \log p(x)$ for every q, with
equality where q is the posterior p(z | x). No wrong term survives this.

Axes: `k` values of z. All logarithms are natural, all results in nats.

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014: section 2.2,
    equation (3); equation (2) before the last step. https://arxiv.org/abs/1312.6114
    Blei, Kucukelbir and McAuliffe, "Variational Inference: A Review for
    Statisticians", JASA 2017: section 2.2, equation (13).
    https://arxiv.org/abs/1601.00670
"""

import torch
from jaxtyping import Float
from torch import Tensor


def reconstruction_term(
    q: Float[Tensor, " k"], log_px_given_z: Float[Tensor, " k"]
) -> Float[Tensor, ""]:
    """Return E_q[log p(x | z)], in nats.

    Args:
        q: probabilities q(z), which sum to 1.
        log_px_given_z: log p(x | z) of the one x that was seen, for each z.

    Numerics:
        The logarithms are given, not the probabilities: those of an image are far
        too small for a floating-point number.
    """
    return (q * log_px_given_z).sum()


def kl_term(q: Float[Tensor, " k"], prior: Float[Tensor, " k"]) -> Float[Tensor, ""]:
    """Return KL(q || prior), in nats, which is never below 0.

    Args:
        q: probabilities q(z), which sum to 1; some may be 0.
        prior: probabilities p(z), which sum to 1; positive.

    Numerics:
        `xlogy` knows that 0 log 0 = 0, the limit of q log q; `q * q.log()` gives
        NaN there. Where the prior is 0 and q is not, the divergence is infinite.
    """
    return (torch.xlogy(q, q) - torch.xlogy(q, prior)).sum()


def elbo(
    q: Float[Tensor, " k"],
    log_px_given_z: Float[Tensor, " k"],
    prior: Float[Tensor, " k"],
) -> Float[Tensor, ""]:
    """Return the bound L(q) on log p(x), in nats.

    Args:
        q: probabilities q(z), which sum to 1; some may be 0.
        log_px_given_z: log p(x | z) of the one x that was seen, for each z.
        prior: probabilities p(z), which sum to 1; positive.
    """
    return reconstruction_term(q, log_px_given_z) - kl_term(q, prior)
