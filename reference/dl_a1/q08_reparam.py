r"""The reparametrisation of a Gaussian sample.

$$ z \sim \mathcal{N}(\mu, \mathrm{diag}(\sigma^2)) \quad\Longleftrightarrow\quad
   z = \mu + \sigma \odot \epsilon, \quad \epsilon \sim \mathcal{N}(0, I) $$

$$ \frac{\partial z_d}{\partial \mu_d} = 1, \qquad
   \frac{\partial z_d}{\partial \log \sigma_d} = \sigma_d\, \epsilon_d $$

Axes: `b` images, `d` latent dimensions.

A call that draws z returns a number: nothing in it says how the number would have
changed with mu and sigma, so no gradient comes back to the encoder. Written as a
function of mu, sigma and a noise that does not depend on them, the same z has a
derivative with respect to both. (It is not a matter of continuity: the density
is as smooth as can be.) A trap: `torch.normal(mean, std)` does have a gradient,
a tensor of zeros.

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014, section
    2.4. https://arxiv.org/abs/1312.6114
    Rezende, Mohamed and Wierstra, "Stochastic Backpropagation and Approximate
    Inference in Deep Generative Models", ICML 2014, section 3.
    https://arxiv.org/abs/1401.4082
"""

import torch
from jaxtyping import Float
from torch import Tensor


def sample_reparameterize(
    mean: Float[Tensor, "b d"],
    log_std: Float[Tensor, "b d"],
    eps: Float[Tensor, "b d"] | None = None,
) -> Float[Tensor, "b d"]:
    """Draw z from N(mean, exp(log_std)^2) so that gradients reach both.

    Args:
        mean: the means.
        log_std: the logarithms of the standard deviations.
        eps: the noise; None draws it from N(0, I), one number an entry.

    Numerics:
        The exponential makes every output of a network a valid standard
        deviation; above log_std = 88 it is infinite in float32.
    """
    if eps is None:
        eps = torch.randn_like(mean)
    return mean + torch.exp(log_std) * eps
