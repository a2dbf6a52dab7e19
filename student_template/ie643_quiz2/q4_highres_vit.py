r"""Question 4: attention for images of 4096 x 4096 pixels.

Hand in one attention block that costs less than full attention and still lets
every token look at its neighbourhood, and claim in `answers.yaml` what it costs.
Any design is welcome: windows, reduced keys and values, linear attention, rows and
columns, ...

Costs are floating-point operations of the whole block, its projections included,
counted by `torch.utils.flop_counter`: 2 for each multiplication with its addition,
1 if you prefer (then so in both of your expressions). The counter sees matrix
products (`@`, `matmul`, `einsum`, `nn.Linear`), convolutions and torch's own
attention. It does not see a product entry by entry followed by a sum; softmax and
norms count nothing. Your claim may leave out terms of lower order, up to 15 percent.

Axes: `b` images, `h` and `w` tokens down and across, `c` channels. N = h w tokens.
"""

from jaxtyping import Float
from torch import Tensor, nn


class Block(nn.Module):
    """Your attention block."""

    def __init__(self, dim: int = 32, shift: int = 0) -> None:
        """Make the layers.

        Args:
            dim: the number of channels.
            shift: by how many tokens the windows are moved, for a design with
                windows; others may leave it. The checks use 0.
        """
        super().__init__()
        raise NotImplementedError("q4: make the layers")

    def forward(self, x: Float[Tensor, "b h w c"]) -> Float[Tensor, "b h w c"]:
        """Let tokens exchange what they know.

        Args:
            x: tokens on a grid; its sides are multiples of 16.
        """
        raise NotImplementedError("q4: from tokens to tokens of the same shape")
