r"""Theory 3: the two terms of the variational lower bound (code for a small case).

The bound on the evidence log p(x),

$$ \mathcal{L}(q) = \sum_z q(z) \log \frac{p(x, z)}{q(z)} $$

is the sum or the difference of two terms: one for reconstruction, one for
regularisation. Here z has K values, so that the integral over z is a sum, and the
evidence, $\log \sum_z p(x \mid z)\, p(z)$, can be computed to compare with.

The derivation goes into `answers.yaml` under `t3_elbo_terms`.

Axes: `k` values of z. All logarithms are natural, all results in nats. Inputs are
float32, in some hidden cases float64. Return a tensor without axes or a number.

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014: section 2.2.
    https://arxiv.org/abs/1312.6114
"""

from jaxtyping import Float
from torch import Tensor


def reconstruction_term(
    q: Float[Tensor, " k"], log_px_given_z: Float[Tensor, " k"]
) -> Float[Tensor, ""]:
    """Return the term of the bound that asks for a good reconstruction, in nats.

    Args:
        q: probabilities q(z), which sum to 1.
        log_px_given_z: log p(x | z) of the one x that was seen, for each z.
    """
    raise NotImplementedError("t3: the expectation under q")


def kl_term(q: Float[Tensor, " k"], prior: Float[Tensor, " k"]) -> Float[Tensor, ""]:
    """Return the Kullback-Leibler divergence of the bound, in nats: 0 or above.

    Args:
        q: probabilities q(z), which sum to 1; some may be 0.
        prior: probabilities p(z), which sum to 1; positive.
    """
    raise NotImplementedError("t3: the divergence of q and the prior")


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
    raise NotImplementedError("t3: from the two terms to the bound")
