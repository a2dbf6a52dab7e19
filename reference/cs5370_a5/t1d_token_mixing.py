r"""Which tokens a layer lets meet, measured with its Jacobian.

$$ y = f(x), \qquad
   J_{i a j b} = \frac{\partial y_{i a}}{\partial x_{j b}}, \qquad
   M_{i j} = \Big[\, \max_{a, b} |J_{i a j b}| > 0 \,\Big] $$

Output token i depends on input token j where the block $J_{i \cdot j \cdot}$ has
an entry that is not 0. For the layers of a transformer

$$ \mathrm{FFN}(x)_i = W_2\, \sigma(W_1 x_i + b_1) + b_2, \qquad
   \mathrm{LN}(x)_i = \frac{x_i - \operatorname{mean}_b x_{i b}}
                           {\sqrt{\operatorname{var}_b x_{i b} + \epsilon}} $$

contain one token each, so M is the identity: the same weights act on every
position by itself, and all t positions can be worked on at once. The sums of layer
norm run over the features `b` of one token. Batch norm's sums run over the tokens,
and there M is True everywhere; so it is for self-attention, whose softmax weighs
all tokens. With a causal mask M is the lower triangle, for a convolution of width
3 a band.

Axes: `t` tokens (`i` of the output, `j` of the input), `d` features of an input
token, `d_out` features of an output token (`a` of the output, `b` of the input).

The trap. The outputs of layer norm sum to 0 for every token, whatever comes in, so
the gradient of that sum is 0: `f(x)[i].sum().backward()` finds that layer norm
depends on nothing. A sum hides what its terms show; look at each output by itself.

References:
    Vaswani et al., "Attention Is All You Need", NeurIPS 2017: section 3.3, equation
    (2), "applied to each position separately and identically", and table 1.
    https://arxiv.org/abs/1706.03762
    Ba, Kiros and Hinton, "Layer Normalization", 2016: section 3, equation (3), beside
    section 2, equation (2) for batch norm. https://arxiv.org/abs/1607.06450
"""

from collections.abc import Callable

import torch
from jaxtyping import Bool, Float
from torch import Tensor


def token_mixing(
    f: Callable[[Float[Tensor, "t d"]], Float[Tensor, "t d_out"]],
    t: int,
    d: int,
    seed: int = 0,
) -> Bool[Tensor, "t t"]:
    """Find out which output tokens of a layer depend on which input tokens.

    Args:
        f: the layer, a smooth function of its input.
        t: how many tokens it is given.
        d: how many features each of them has.
        seed: of the random input at which the layer is looked at.

    Returns:
        M, with M[i, j] True where output token i depends on input token j.

    Numerics:
        Where no path leads from a token to another, autograd gives a 0 that no
        rounding touches. A derivative that is 0 at one input though not at others
        is a matter of chance that a random input has no part in.
    """
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(t, d, generator=generator)
    J = torch.autograd.functional.jacobian(f, x)  # (t, d_out, t, d)
    return J.abs().amax(dim=(1, 3)) > 0  # (t, t)
