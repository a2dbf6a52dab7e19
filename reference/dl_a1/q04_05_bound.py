r"""The lower bound on log p(x) and its gap, where z takes K values.

$$ \log p(x) = \log \sum_k p(z{=}k)\, p(x \mid z{=}k), \qquad
   p(z{=}k \mid x) = \frac{p(z{=}k)\, p(x \mid z{=}k)}{p(x)} $$

$$ \mathrm{ELBO}(q) = \sum_k q_k \log p(x \mid z{=}k)
   - \mathrm{KL}(q \,\|\, p(z)), \qquad
   \mathrm{gap}(q) = \mathrm{KL}(q \,\|\, p(z \mid x)) $$

$$ \log p(x) = \mathrm{ELBO}(q) + \mathrm{gap}(q) $$

Axes: `k` values of z.

Question 4. The gap is a KL divergence, so it is never negative, and 0 exactly
where q is the posterior: the ELBO is a lower bound, and can be tight. With a
handful of values of z log p(x) is a sum and could be optimised itself; with a
continuous z of many dimensions that sum is an intractable integral.

Question 5. When the bound rises by d_elbo, log p(x) rises, or the gap falls, or
both: d_elbo = d_log_p - d_gap. Where q alone moves, log p(x) stays and the whole
rise is the gap's fall. It may even happen that log p(x) falls, when the gap
falls by more.

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014, section
    2.2, equations (1) to (3). https://arxiv.org/abs/1312.6114
    Blei, Kucukelbir and McAuliffe, "Variational Inference: A Review for
    Statisticians", JASA 112(518), 2017, section 2.2 (the bound, its gap, and why
    the evidence is out of reach). https://arxiv.org/abs/1601.00670
"""

import torch
from jaxtyping import Float
from torch import Tensor

Model = tuple[Float[Tensor, " k"], Float[Tensor, " k"], Float[Tensor, " k"]]
"""q, the prior and log p(x | z = k)."""


def log_evidence(
    prior: Float[Tensor, " k"], log_lik: Float[Tensor, " k"]
) -> Float[Tensor, ""]:
    """Return log p(x).

    Numerics:
        exp(-900) is 0 in double precision too: the sum is taken by `logsumexp`,
        which divides the largest term out.
    """
    return torch.logsumexp(torch.log(prior) + log_lik, dim=-1)


def posterior(
    prior: Float[Tensor, " k"], log_lik: Float[Tensor, " k"]
) -> Float[Tensor, " k"]:
    """Return p(z = k | x) for every k.

    Numerics:
        `softmax` is exp(joint - log p(x)) with the largest joint taken out first.
    """
    return torch.softmax(torch.log(prior) + log_lik, dim=-1)


def elbo(
    q: Float[Tensor, " k"], prior: Float[Tensor, " k"], log_lik: Float[Tensor, " k"]
) -> Float[Tensor, ""]:
    """Return the lower bound on log p(x) that q gives.

    Args:
        q: any distribution of z; entries may be 0.
        prior: p(z = k).
        log_lik: log p(x | z = k).

    Numerics:
        A value that q never takes adds 0 log 0 = 0, which `xlogy` knows.
    """
    reconstruction = (q * log_lik).sum()
    divergence = (torch.xlogy(q, q) - q * torch.log(prior)).sum()
    return reconstruction - divergence


def gap(
    q: Float[Tensor, " k"], prior: Float[Tensor, " k"], log_lik: Float[Tensor, " k"]
) -> Float[Tensor, ""]:
    """Return KL(q || p(z | x)), by which the bound lies below log p(x).

    Numerics:
        log p(x) - ELBO would take two numbers near -900 from each other; the
        logarithm of the posterior is a `log_softmax`, of the size of the gap.
    """
    log_posterior = torch.log_softmax(torch.log(prior) + log_lik, dim=-1)  # (k,)
    return (torch.xlogy(q, q) - q * log_posterior).sum()


def change(
    before: Model, after: Model
) -> tuple[Float[Tensor, ""], Float[Tensor, ""], Float[Tensor, ""]]:
    """Return by how much the bound, log p(x) and the gap have changed.

    Args:
        before: q, the prior and log p(x | z = k) at first.
        after: the same three after a step of training.

    Returns:
        d_elbo, d_log_p and d_gap, each the new value less the old.
    """
    d_elbo = elbo(*after) - elbo(*before)
    d_log_p = log_evidence(*after[1:]) - log_evidence(*before[1:])
    d_gap = gap(*after) - gap(*before)
    return d_elbo, d_log_p, d_gap
