r"""Questions 4 and 5: the lower bound and its gap (5 marks by machine).

Here z takes K values only, so that everything can be computed:

$$ p(x) = \sum_k p(z{=}k)\, p(x \mid z{=}k), \qquad
   \log p(x) = \mathrm{ELBO}(q) + \mathrm{KL}(q \,\|\, p(z \mid x)) $$

$$ \mathrm{ELBO}(q) = \mathbb{E}_{q}[\log p(x \mid z)] - \mathrm{KL}(q \,\|\, p(z)) $$

Axes: `k` values of z. Likelihoods are given by their logarithms, which may lie near
-900; q may have entries of exactly 0. Values are in nats. Inputs are float32, some
hidden cases float64. Return tensors, arrays or numbers.

What follows from the decomposition goes into `answers.yaml` under `q04_05_bound`.
"""

from jaxtyping import Float
from torch import Tensor

Model = tuple[Float[Tensor, " k"], Float[Tensor, " k"], Float[Tensor, " k"]]
"""q, the prior and log p(x | z = k)."""


def log_evidence(
    prior: Float[Tensor, " k"], log_lik: Float[Tensor, " k"]
) -> Float[Tensor, ""]:
    """Return log p(x)."""
    raise NotImplementedError("Question 4: the logarithm of a sum over k")


def posterior(
    prior: Float[Tensor, " k"], log_lik: Float[Tensor, " k"]
) -> Float[Tensor, " k"]:
    """Return p(z = k | x) for every k."""
    raise NotImplementedError("Question 4: Bayes' rule")


def elbo(
    q: Float[Tensor, " k"], prior: Float[Tensor, " k"], log_lik: Float[Tensor, " k"]
) -> Float[Tensor, ""]:
    """Return the lower bound on log p(x) that q gives.

    Args:
        q: any distribution of z; entries may be 0.
        prior: p(z = k).
        log_lik: log p(x | z = k).
    """
    raise NotImplementedError("Question 4: the bound")


def gap(
    q: Float[Tensor, " k"], prior: Float[Tensor, " k"], log_lik: Float[Tensor, " k"]
) -> Float[Tensor, ""]:
    """Return KL(q || p(z | x)), by which the bound lies below log p(x)."""
    raise NotImplementedError("Question 4: how far the bound is from log p(x)")


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
    raise NotImplementedError("Question 5: three differences")
