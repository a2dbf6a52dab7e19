r"""Attention for images of 4096 x 4096: windows instead of all pairs.

Full attention over N tokens of width d costs, with 2 operations per multiply-add,

$$ \underbrace{8 N d^2}_{\text{queries, keys, values, output}}
   + \underbrace{4 N^2 d}_{Q K^\top \text{ and } A V} $$

Patches of 8 x 8 make $N = 512^2 = 2^{18}$ tokens, one attention matrix of
$N^2 = 2^{36}$ entries, 256 GiB in float32. Patches of 128 x 128 make 1,024 tokens
and lose what is inside a patch. Attention within windows of M x M tokens costs

$$ 8 N d^2 + 4 N M^2 d $$

linear in N: with M = 8 and d = 32 the speed-up at $N = 2^{18}$ is
(8 d + 4 N) / (8 d + 4 M^2) = 2048.5. It is not N / M^2 = 4096, because the
projections stay. Every token keeps its neighbours within the window; a second
block, with the windows shifted by M / 2, connects what the first one cut apart, and
a stack of such pairs carries news across the image.

Other answers: keys and values averaged over 4 x 4 tokens (about 16 times less),
linear attention (12 N d^2 + 2 N d), rows then columns (8 N d^2 + 8 N^1.5 d).

Axes: `b` images, `h` and `w` tokens down and across, `c` channels, `m` tokens of a
window (64), `k` windows of an image.

References:
    Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021, section 3.1.
    https://arxiv.org/abs/2010.11929
    Liu et al., "Swin Transformer", ICCV 2021, section 3.2, equations (1) and (2):
    the costs, counted in multiply-adds; the mask of shifted windows, figure 4.
    https://arxiv.org/abs/2103.14030
    Wang et al., "Pyramid Vision Transformer", ICCV 2021, section 3.3: reduced keys.
    https://arxiv.org/abs/2102.12122
    Katharopoulos et al., "Transformers are RNNs", ICML 2020, section 3.2: linear
    attention. https://arxiv.org/abs/2006.16236
    Ho et al., "Axial Attention in Multidimensional Transformers", 2019.
    https://arxiv.org/abs/1912.12180
"""

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

M = 8


class Block(nn.Module):
    """Attention within windows of 8 x 8 tokens.

    Shift the windows by 4 in every second block to connect neighbours.
    """

    def __init__(self, dim: int = 32, shift: int = 0) -> None:
        super().__init__()
        self.shift = shift
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x: Float[Tensor, "b h w c"]) -> Float[Tensor, "b h w c"]:
        """Let every token look at the tokens of its window.

        Args:
            x: tokens on a grid; its sides are multiples of 16.
        """
        height, width = x.shape[1:3]
        x = x.roll((-self.shift, -self.shift), dims=(1, 2))
        Q, K, V = _windows(self.qkv(x)).chunk(3, dim=-1)  # (b, k, m, c) each
        scores = Q @ K.mT / math.sqrt(Q.shape[-1])  # (b, k, m, m)
        # Rolling brings tokens from opposite edges into one window.
        are_apart = _are_apart(height, width, self.shift)  # (k, m, m)
        weights = scores.masked_fill(are_apart, -math.inf).softmax(dim=-1)
        mixed = _grid(weights @ V, height, width)  # (b, h, w, c)
        return self.out(mixed).roll((self.shift, self.shift), dims=(1, 2))


def _windows(x: Float[Tensor, "b h w c"]) -> Float[Tensor, "b k m c"]:
    """Cut grids into windows."""
    b, h, w, c = x.shape
    cut = x.reshape(b, h // M, M, w // M, M, c)
    return cut.transpose(2, 3).reshape(b, -1, M * M, c)


def _grid(x: Float[Tensor, "b k m c"], height: int, width: int) -> Tensor:
    """Put windows together to grids again: (b, h, w, c)."""
    b, _, _, c = x.shape
    cut = x.reshape(b, height // M, width // M, M, M, c)
    return cut.transpose(2, 3).reshape(b, height, width, c)


def _are_apart(height: int, width: int, shift: int) -> Bool[Tensor, "k m m"]:
    """Tell which tokens of a window came from opposite edges of the grid."""
    wrapped_down = torch.arange(height) >= height - shift  # (h,)
    wrapped_across = torch.arange(width) >= width - shift  # (w,)
    side = 2 * wrapped_down[:, None] + wrapped_across.long()  # (h, w)
    sides = _windows(side[None, :, :, None])[0, :, :, 0]  # (k, m)
    return sides[:, :, None] != sides[:, None, :]
