r"""Questions 6 and 7: the two terms of the VAE's loss (5 marks by machine).

$$ \mathcal{L} = \frac1N \sum_{n=1}^{N}
   \left( \mathcal{L}^{\mathrm{recon}}_n + \mathcal{L}^{\mathrm{reg}}_n \right),
   \qquad \mathcal{L}^{\mathrm{recon}}_n
   = -\mathbb{E}_{q(z \mid x_n)}[\log p(x_n \mid z)], \quad
   \mathcal{L}^{\mathrm{reg}}_n = \mathrm{KL}(q(z \mid x_n) \,\|\, p(z)) $$

with q(z | x_n) = N(mean_n, diag(exp(log_std_n)^2)), p(z) = N(0, I), and Bernoulli
pixels whose means are the sigmoids of the decoder's logits. The expectation is
taken with the one z that the logits belong to.

Axes: `b` images; `...` the pixels of one, in any arrangement; `d` latent
dimensions. Values are in nats. Logits may be as large as 200 either way. Inputs are
float32, some hidden cases float64. Return tensors, arrays or lists.

What the terms are called and do goes into `answers.yaml` under `q06_07_loss`.
"""

from jaxtyping import Float
from torch import Tensor


def l_recon(
    x: Float[Tensor, "b ..."], logits: Float[Tensor, "b ..."]
) -> Float[Tensor, " b"]:
    """Return -log p(x | z) of every image, summed over its pixels.

    Args:
        x: binary images.
        logits: of the same shape; their sigmoids are the pixels' means.
    """
    raise NotImplementedError("Question 7: the reconstruction term")


def l_reg(
    mean: Float[Tensor, "b d"], log_std: Float[Tensor, "b d"]
) -> Float[Tensor, " b"]:
    """Return KL(q(z | x) || N(0, I)) of every image, summed over the dimensions.

    Args:
        mean: the means of q(z | x).
        log_std: the logarithms of its standard deviations.
    """
    raise NotImplementedError("Question 7: the regularisation term")


def vae_loss(
    x: Float[Tensor, "b ..."],
    logits: Float[Tensor, "b ..."],
    mean: Float[Tensor, "b d"],
    log_std: Float[Tensor, "b d"],
) -> Float[Tensor, ""]:
    """Return the loss of a batch: both terms of each image, averaged over images."""
    raise NotImplementedError("Question 7: the loss of a batch")
