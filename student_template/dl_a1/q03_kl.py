r"""Question 3: the Kullback-Leibler divergence of two Gaussians (2 marks by machine).

$$ D_{\mathrm{KL}}(q \,\|\, p) = \mathbb{E}_q\!\left[\log \frac{q(x)}{p(x)}\right],
   \qquad q = \mathcal{N}(\mu_q, \sigma_q^2), \quad
   p = \mathcal{N}(\mu_p, \sigma_p^2) $$

in nats. The function is elementwise and takes *variances*, in the order of the
hand-out: both means, then both variances. Inputs are float32, some hidden cases
float64.

Give two examples, in numbers of your own, as

    TINY = {"mu_q": ..., "mu_p": ..., "var_q": ..., "var_p": ..., "kl": ...}

with your value of the KL divergence: right to 0.001 in TINY, to 0.5 % in LARGE.
"""

from jaxtyping import Float
from torch import Tensor

TINY: dict[str, float]  # two that hardly differ: a KL divergence of 0.01 at most
LARGE: dict[str, float]  # two that differ a lot: a KL divergence of 10 at least


def kl_gauss(
    mu_q: Float[Tensor, "..."],
    mu_p: Float[Tensor, "..."],
    var_q: Float[Tensor, "..."],
    var_p: Float[Tensor, "..."],
) -> Float[Tensor, "..."]:
    """Return D_KL(q || p) of two Gaussians, element by element, in nats.

    Args:
        mu_q: the means of q.
        mu_p: the means of p.
        var_q: the variances of q, above 0.
        var_p: the variances of p, above 0.
    """
    raise NotImplementedError("Question 3: the closed form")
