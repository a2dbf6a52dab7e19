r"""The Monte Carlo estimate of log p(x), and why it fails in many dimensions.

$$ \log p(x) = \log \mathbb{E}_{p(z)}[p(x \mid z)]
   \approx \log \frac1S \sum_{s=1}^{S} p(x \mid z_s), \qquad z_s \sim p(z) $$

with Bernoulli pixels,

$$ \log p(x \mid z) = \sum_m x_m \log \bar x_m + (1 - x_m) \log (1 - \bar x_m) $$

The average is the whole estimate: the z_s were drawn from p(z), so p(z) is not
multiplied in again, and there is no volume to multiply by: R^D has none.

Axes: `b` images, `s` samples of z, `d` latent dimensions, `m` pixels.

How many samples. Let the likelihood be a narrow bump around c in every
dimension, w(z) = prod_d N(c; z_d, s^2). Then

$$ \mathbb{E}[w] = \mathcal{N}(c;\, 0,\, 1 + s^2)^D, \qquad
   \mathbb{E}[w^2] = \left(\frac{\mathcal{N}(c;\, 0,\, 1 + s^2/2)}
   {2 s \sqrt{\pi}}\right)^{\!D} $$

(the second because N(c; z, s^2)^2 = N(c; z, s^2 / 2) / (2 s sqrt(pi))), so that

$$ \frac{\operatorname{Var}[w]}{\mathbb{E}[w]^2} = r^D - 1, \qquad
   r = \frac{1 + s^2}{s \sqrt{s^2 + 2}}\,
   \exp\!\left(\frac{c^2}{(1 + s^2)(2 + s^2)}\right) > 1 $$

An average of S samples has the relative variance (r^D - 1) / S: for the same
accuracy S grows exponentially with D. Almost no z of the prior explains x.

Where the original assignment slips: it calls the estimate of log p(x) unbiased.
The average is unbiased for p(x); its logarithm is too low on average, because
the logarithm is concave (Jensen).

References:
    MacKay, "Information Theory, Inference, and Learning Algorithms", Cambridge
    2003, section 29.2 (importance sampling in many dimensions).
    http://www.inference.org.uk/mackay/itila/
    Burda, Grosse and Salakhutdinov, "Importance Weighted Autoencoders", ICLR
    2016, section 3 (the logarithm of the average bounds log p(x) from below, the
    tighter the more samples). https://arxiv.org/abs/1509.00519
"""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor


def mc_log_likelihood(
    x: Float[Tensor, "b m"],
    decoder: Callable[[Float[Tensor, "s d"]], Float[Tensor, "s m"]],
    z: Float[Tensor, "s d"],
) -> Float[Tensor, " b"]:
    """Estimate log p(x) of every image from given samples of the prior, in nats.

    Args:
        x: binary images.
        decoder: the pixels' means for each z; they may be exactly 0 or 1.
        z: samples of p(z), used for every image alike.

    Numerics:
        The likelihood of 784 pixels is around exp(-500), which is 0 in float32;
        `logsumexp` takes the largest term out before it leaves the logarithm.
        `xlogy` makes 0 log 0 = 0, so that a pixel that is predicted with
        certainty and is right costs nothing; one that is wrong gives -inf.
    """
    means = decoder(z)  # (s, m)
    on = torch.xlogy(x[:, None], means)  # (b, s, m)
    off = torch.xlogy(1 - x[:, None], 1 - means)  # (b, s, m)
    log_p = (on + off).sum(dim=-1)  # (b, s), log p(x | z)
    return torch.logsumexp(log_p, dim=-1) - math.log(len(z))  # (b,)


def relative_variance(dim: int, s: float = 0.25, c: float = 1.0) -> float:
    """Return Var[w] / E[w]^2 of w = prod_d N(c; z_d, s^2), z ~ N(0, I).

    Args:
        dim: the number D of latent dimensions.
        s: the width of the bump, a standard deviation.
        c: where the bump lies in every dimension.

    Numerics:
        `expm1` keeps the digits of r^D - 1 where r is close to 1 (a wide bump).
    """
    spread = math.log1p(s * s) - math.log(s) - math.log(s * s + 2) / 2
    shift = c * c / ((1 + s * s) * (2 + s * s))
    return math.expm1(dim * (spread + shift))


def samples_needed(
    dim: int, s: float = 0.25, c: float = 1.0, rel_std: float = 0.1
) -> float:
    """Return how many samples bring the relative standard error to `rel_std`.

    The relative variance of an average of S samples is S times smaller than that
    of one.
    """
    return relative_variance(dim, s, c) / rel_std**2
