r"""How small the loss of a linear autoencoder can become.

A linear autoencoder with a code of width k computes $\hat x = A z$ for an A of rank k,
where z is what the encoder sees of x. With $C = E[x z^\top]$ and $Z = E[z z^\top]$,

$$ \min_{\mathrm{rank}(A) \le k} E \lVert x - A z \rVert^2
   = \mathrm{tr}\, S - \sum_{i \le k} \lambda_i(C Z^{-1} C^\top), \qquad
   S = E[x x^\top] $$

(reduced-rank regression). For the three kinds of autoencoder, with noise of standard
deviation $\sigma$ and entries hidden with probability $p = 1 - q$,

$$ \text{plain: } C = Z = S, \qquad
   \text{denoising: } C = S,\ Z = S + \sigma^2 I, \qquad
   \text{masked: } C = q S,\ Z = q^2 S + q (1 - q)\, \mathrm{diag}(S) $$

For the plain one this is the sum of the eigenvalues of S beyond the k-th.

Axes: `d` features, `k` width of the code.

References:
    Izenman, "Reduced-Rank Regression for the Multivariate Linear Model", Journal of
    Multivariate Analysis 5(2), 1975. https://doi.org/10.1016/0047-259X(75)90042-1
    Baldi and Hornik, "Neural Networks and Principal Component Analysis", Neural
    Networks 2(1), 1989. https://doi.org/10.1016/0893-6080(89)90014-2
"""

import torch
from hw7_common import make_synthetic
from jaxtyping import Float
from torch import Tensor

TRAIN = 2800
"""How many of the synthetic points the models of the log are trained on."""


def of_the_log(name: str) -> float:
    """Return the smallest training loss that a model of the log can reach.

    Args:
        name: its kind and the width of its code, as `denoise.8`.
    """
    kind, _, k = name.partition(".")
    x = make_synthetic()[0][:TRAIN].double()  # (n, d)
    bound = {"vanilla": vanilla, "denoise": denoise, "masking": masking}[kind]
    return bound(torch.cov(x.mT, correction=0), int(k)).item()


def vanilla(S: Float[Tensor, "d d"], k: int) -> Float[Tensor, ""]:
    """Return the smallest loss of the plain autoencoder: that of PCA."""
    return torch.linalg.eigvalsh(S)[: max(len(S) - k, 0)].sum()  # ascending


def denoise(
    S: Float[Tensor, "d d"], k: int, noise_std: float = 0.5
) -> Float[Tensor, ""]:
    """Return the smallest loss against the clean data, from noisy ones."""
    noise = noise_std**2 * torch.eye(len(S), dtype=S.dtype)
    return _reduced_rank(S, S, S + noise, k)


def masking(
    S: Float[Tensor, "d d"], k: int, mask_prob: float = 0.25
) -> Float[Tensor, ""]:
    """Return the smallest loss over all features, from those that are left."""
    q = 1 - mask_prob
    Z = q**2 * S + q * (1 - q) * torch.diag(S.diagonal())
    return _reduced_rank(S, q * S, Z, k)


def _reduced_rank(
    S: Float[Tensor, "d d"], C: Float[Tensor, "d d"], Z: Float[Tensor, "d d"], k: int
) -> Float[Tensor, ""]:
    explained = torch.linalg.eigvalsh(C @ torch.linalg.solve(Z, C.mT))  # ascending
    return S.trace() - explained[max(len(S) - k, 0) :].sum()
