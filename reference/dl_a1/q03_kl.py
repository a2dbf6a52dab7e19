r"""The Kullback-Leibler divergence of two Gaussians on the line.

$$ D_{\mathrm{KL}}(q \,\|\, p) = \mathbb{E}_q\!\left[\log \frac{q(x)}{p(x)}\right]
   = \log \frac{\sigma_p}{\sigma_q}
   + \frac{\sigma_q^2 + (\mu_q - \mu_p)^2}{2 \sigma_p^2} - \frac12 $$

for q = N(mu_q, sigma_q^2) and p = N(mu_p, sigma_p^2), in nats.

Axes: none; the function is elementwise. It takes variances, in the order of the
hand-out: both means, then both variances.

It is 0 where q = p and nowhere else, and it is not symmetric: a q that is wider
than p is dear, one that is narrower is cheap.

The two examples. TINY are two distributions that hardly differ. LARGE are
N(0, 1) and N(10, 1), ten standard deviations apart: 1/2 + 100/2 - 1/2 = 50. The
variance term and the -1/2 cancel where the variances are equal; who forgets the
variance term alone gets 49.5.

References:
    Kullback and Leibler, "On Information and Sufficiency", Annals of Mathematical
    Statistics 22(1), 1951, section 2 (the definition).
    Bishop, "Pattern Recognition and Machine Learning", Springer 2006, section
    1.6.1, equation (1.113).
"""

import torch
from jaxtyping import Float
from torch import Tensor

TINY = {"mu_q": 0.0, "mu_p": 0.1, "var_q": 1.0, "var_p": 1.0, "kl": 0.005}
LARGE = {"mu_q": 0.0, "mu_p": 10.0, "var_q": 1.0, "var_p": 1.0, "kl": 50.0}


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

    Numerics:
        With ratio = var_q / var_p the spread costs (ratio - 1 - log ratio) / 2.
        Near equal variances that is a difference of two close numbers; ratio - 1
        is taken from var_q - var_p, which is exact there, and `log1p` of it.
    """
    excess = (var_q - var_p) / var_p  # ratio - 1
    shift = (mu_q - mu_p).square() / var_p
    return (excess - torch.log1p(excess) + shift) / 2
