r"""Which data a GAN's generator misses, and how much of it.

$$ \min_\theta \max_\phi \;
   \mathbb{E}_{x \sim \mathbb{P}_r} \log D_\phi(x)
   + \mathbb{E}_{x \sim \mathbb{P}_\theta} \log (1 - D_\phi(x)), \qquad
   D^*(x) = \frac{P_r(x)}{P_r(x) + P_\theta(x)} $$

A point is in the missed region when the data has density there and the
generator has at most a fraction delta of it,

$$ x \in \Omega_\delta \iff
   P_r(x) > 0 \;\text{and}\; P_\theta(x) \le \delta\, P_r(x) $$

and, as $P_\theta / P_r = (1 - D^*) / D^*$ falls when $D^*$ rises,

$$ x \in \Omega_\delta \iff D^*(x) \ge \frac{1}{1 + \delta}, \qquad
   C_\delta(T) = \frac{1}{|T|} \sum_{x \in T}
   \mathbf{1}\!\left[ D^*(x) < \frac{1}{1 + \delta} \right] $$

Axes: `n` points.

The figure. The data has bumps at -6, -2, 2 and 6 with a quarter of the mass each,
the generator has bumps at -2 and 6 with a half each. This is mode collapse: D* is
1 at the missed modes -6 and 2, and (1/4) / (1/4 + 1/2) = 1/3 at -2, where the
generator puts twice the data's density. Nothing in the generator's loss repairs
it: the gradient reaches theta through samples of the generator only, and none of
them falls where D* is 1.

Why a ratio. A difference, P_r - P_theta > delta, changes its answer when x is
measured in other units, and calls every thinly populated region covered. The
ratio of two densities has no unit. Where both vanish nothing is missing.

Where the quiz slips: Figure 1 is lost from its scan, and an instance of our own
stands in; part (c) writes $P(\theta(x))$ for $P_\theta(x)$, and the latent space is
said to lie in $\mathbb{R}^{d_x}$ for $\mathbb{R}^{d_z}$.

References:
    Goodfellow et al., "Generative Adversarial Nets", NeurIPS 2014, section 4.1,
    proposition 1, equation (2): the optimal discriminator.
    https://arxiv.org/abs/1406.2661
    Tolstikhin et al., "AdaGAN: Boosting Generative Models", NeurIPS 2017: missing
    modes found by a discriminator, and coverage as the mass of the data where the
    model has density. https://arxiv.org/abs/1701.02386
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor


def in_omega_density(
    p_r: Float[Tensor, " n"], p_theta: Float[Tensor, " n"], delta: float = 0.1
) -> Bool[Tensor, " n"]:
    """Tell which points the data covers and the generator misses.

    Args:
        p_r: the density of the data at each point, 0 or more.
        p_theta: the density of the generator there, 0 or more.
        delta: the largest fraction of the data's density that counts as missing.

    Numerics:
        The product needs no division, so that points where a density is 0 are
        right without a special case.
    """
    return (p_r > 0) & (p_theta <= delta * p_r)


def in_omega_discriminator(
    d: Float[Tensor, " n"], delta: float = 0.1
) -> Bool[Tensor, " n"]:
    """Tell the same from the optimal discriminator alone.

    Args:
        d: D*(x) at each point, between 0 and 1.
        delta: as above.
    """
    return d >= 1 / (1 + delta)


def coverage(d_on_T: Float[Tensor, " n"], delta: float = 0.1) -> Float[Tensor, ""]:
    """Measure how much of the training set the generator can make.

    The share of the training points that are not missed estimates the mass that
    P_r gives to the covered region, because T was drawn from P_r.

    Args:
        d_on_T: D*(x) at each training point.
        delta: as above.

    Returns:
        A number from 0 (none of T) to 1 (all of it).

    Numerics:
        An average over T, so that neither its order nor its size matters. It
        jumps where D* crosses the threshold; the mean of min(1, (1 - D) / D) is
        a smooth measure with the same ends.
    """
    is_covered = ~in_omega_discriminator(d_on_T, delta)  # (n,)
    return is_covered.to(torch.float32).mean()  # ()
