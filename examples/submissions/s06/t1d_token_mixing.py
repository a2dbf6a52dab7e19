r"""Theory 1(d): which layers look across tokens? Code that measures it.

A layer f takes t tokens of d features each and returns t tokens. Output token i
depends on input token j where some derivative

$$ \frac{\partial f(x)_{i a}}{\partial x_{j b}} $$

is not 0. Measure it, then answer the question in `answers.yaml` under
`t1d_token_mixing`: try your function on layers of torch, such as `nn.LayerNorm(d)`.

Axes: `t` tokens, `d` features of an input token, `d_out` features of an output
token. The layers that your function will be given are smooth, work on float32 and
on float64, and let gradients through. Return a tensor, an array or lists, of truth
values or of 0 and 1.
"""

from collections.abc import Callable

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
    """
    raise NotImplementedError("t1d: from derivatives, or from small changes, to M")
