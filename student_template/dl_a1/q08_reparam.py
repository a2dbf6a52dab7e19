r"""Question 8: the reparametrisation trick (2 marks by machine).

$$ z \sim \mathcal{N}(\mathrm{mean}, \mathrm{diag}(\mathrm{std}^2)), \qquad
   \mathrm{std} = \exp(\mathrm{log\_std}) $$

so that autograd finds how z changes with the mean and with log_std.

Axes: `b` images, `d` latent dimensions. Inputs are float32, some hidden cases
float64. Why sampling blocks the gradient goes into `answers.yaml` under
`q08_reparam`.
"""

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
        eps: the noise, to be used as it is; None draws it from N(0, I), one number
            an entry.
    """
    raise NotImplementedError("Question 8: a function of mean, log_std and noise")
