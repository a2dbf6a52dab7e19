r"""The two terms of the VAE's loss, in nats.

$$ \mathcal{L} = \frac1N \sum_{n=1}^{N}
   \left( \mathcal{L}^{\mathrm{recon}}_n + \mathcal{L}^{\mathrm{reg}}_n \right) $$

$$ \mathcal{L}^{\mathrm{recon}}_n
   = -\mathbb{E}_{q(z \mid x_n)}[\log p(x_n \mid z)]
   \approx -\sum_{m=1}^{M} x_{nm} \log \bar x_{nm}
   + (1 - x_{nm}) \log (1 - \bar x_{nm}), \quad \bar x_n = \sigma(f_\theta(z_n)) $$

$$ \mathcal{L}^{\mathrm{reg}}_n = \mathrm{KL}(q(z \mid x_n) \,\|\, p(z))
   = \frac12 \sum_{d=1}^{D} \left( \sigma_{nd}^2 + \mu_{nd}^2 - 1
   - \log \sigma_{nd}^2 \right) $$

with q(z | x_n) = N(mu_n, diag(sigma_n^2)), p(z) = N(0, I) and one z_n drawn from
q for each image (the approximation in the first term).

Axes: `b` images; `...` the pixels of one, in any arrangement; `d` latent
dimensions.

The names. The first term says how well a decoded code explains the image that it
was made from: reconstruction. The second pulls q towards p, which is fixed: it
keeps the codes where the prior will look for them, as a regulariser keeps
weights near 0. The product in p(x | z) is over the pixels of one image.

One convention throughout: the encoder's second output is the logarithm of the
standard deviation, `log_std`. A sigma that is a standard deviation in one line and
a variance in the next is the commonest slip here.

References:
    Kingma and Welling, "Auto-Encoding Variational Bayes", ICLR 2014, section
    2.3, equation (7) (both terms, one sample of z), appendix B (the KL term),
    appendix C.1 (the Bernoulli decoder). https://arxiv.org/abs/1312.6114
"""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional


def l_recon(
    x: Float[Tensor, "b ..."], logits: Float[Tensor, "b ..."]
) -> Float[Tensor, " b"]:
    """Return -log p(x | z) of every image, summed over its pixels.

    Args:
        x: binary images.
        logits: of the same shape; their sigmoids are the pixels' means.

    Numerics:
        log(1 - sigmoid(200)) is -inf when it is taken in two steps. Together they
        are -softplus(200) = -200, which is how the function of torch computes it.
    """
    loss = functional.binary_cross_entropy_with_logits(logits, x, reduction="none")
    return loss.flatten(start_dim=1).sum(dim=-1)  # (b, ...) -> (b,)


def l_reg(
    mean: Float[Tensor, "b d"], log_std: Float[Tensor, "b d"]
) -> Float[Tensor, " b"]:
    """Return KL(q(z | x) || N(0, I)) of every image, summed over the dimensions.

    Args:
        mean: the means of q(z | x).
        log_std: the logarithms of its standard deviations.

    Numerics:
        `expm1` keeps the digits that exp(2 log_std) - 1 loses near log_std = 0.
    """
    per_dimension = torch.expm1(2 * log_std) + mean.square() - 2 * log_std  # (b, d)
    return per_dimension.sum(dim=-1) / 2  # (b,)


def vae_loss(
    x: Float[Tensor, "b ..."],
    logits: Float[Tensor, "b ..."],
    mean: Float[Tensor, "b d"],
    log_std: Float[Tensor, "b d"],
) -> Float[Tensor, ""]:
    """Return the loss of a batch: both terms of each image, averaged over images."""
    return (l_recon(x, logits) + l_reg(mean, log_std)).mean()
