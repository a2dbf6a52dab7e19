r"""A U-Net that reconstructs videos, and what its upconvolution does.

A convolution slides a kernel over frames, height and width and sums over channels:

$$ y_{c'}[f, i, j] = b_{c'} + \sum_{c} \sum_{a, u, v}
   K_{c' c}[a, u, v] \; x_c[f + a, i + u, j + v] $$

An upconvolution goes the other way. Every input voxel pastes the kernel, scaled by
itself, into the output, one stride after its neighbour; overlaps are added:

$$ y_{c'}[s i + k] \mathrel{+}= \sum_c x_c[i] \, K_{c c'}[k], \qquad
   \text{size} = (n - 1)\, s + k $$

The same as zeros put between the voxels (s - 1 of them), k - 1 zeros around, and a
convolution with the kernel turned over; and the transpose, so the
vector-Jacobian product, of the convolution with stride s.

Axes: `b` videos, `c` channels, `f` frames (10), `h` height (32), `w` width (32). A
shape in `CLAIMS` is [channels, frames, height, width], without the videos.

The trap. Ten frames halve to 5, 2 and 1, and double to 2, 4 and 8: these do not
meet the skips of 2, 5 and 10 frames. Here only height and width are pooled;
padding or cropping before the concatenation would do as well.

    level   channels   after the convolutions   after pooling
      1         8        8 x 10 x 32 x 32         8 x 10 x 16 x 16
      2        16       16 x 10 x 16 x 16        16 x 10 x  8 x  8
      3        32       32 x 10 x  8 x  8        32 x 10 x  4 x  4
    bottom     64       64 x 10 x  4 x  4

Why the kernel of an upconvolution is as large as its stride here: with k = 2,
s = 2 every output voxel is pasted once. Where k is no multiple of s, some voxels
get more pastes than others, the checkerboard pattern.

References:
    Ronneberger, Fischer and Brox, "U-Net", MICCAI 2015, section 2 and figure 1.
    https://arxiv.org/abs/1505.04597
    Cicek et al., "3D U-Net", MICCAI 2016, section 2. https://arxiv.org/abs/1606.06650
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016,
    chapter 4: transposed convolutions. https://arxiv.org/abs/1603.07285
    Odena, Dumoulin and Olah, "Deconvolution and Checkerboard Artifacts", Distill,
    2016. https://doi.org/10.23915/distill.00003
"""

from collections.abc import Mapping
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

CLAIMS: Mapping[str, Any] = {
    "first_conv": {
        "weight_shape": [8, 3, 3, 3, 3],
        "stride": [1, 1, 1],
        "padding": [1, 1, 1],
        "output_shape": [8, 10, 32, 32],
    },
    "encoder": [
        {"convs": [[8, 10, 32, 32], [8, 10, 32, 32]], "pool": [8, 10, 16, 16]},
        {"convs": [[16, 10, 16, 16], [16, 10, 16, 16]], "pool": [16, 10, 8, 8]},
        {"convs": [[32, 10, 8, 8], [32, 10, 8, 8]], "pool": [32, 10, 4, 4]},
    ],
    "bottleneck": [[64, 10, 4, 4], [64, 10, 4, 4]],
    "decoder": [
        {
            "up": [32, 10, 8, 8],
            "skip": [32, 10, 8, 8],
            "concat": [64, 10, 8, 8],
            "convs": [[32, 10, 8, 8], [32, 10, 8, 8]],
        },
        {
            "up": [16, 10, 16, 16],
            "skip": [16, 10, 16, 16],
            "concat": [32, 10, 16, 16],
            "convs": [[16, 10, 16, 16], [16, 10, 16, 16]],
        },
        {
            "up": [8, 10, 32, 32],
            "skip": [8, 10, 32, 32],
            "concat": [16, 10, 32, 32],
            "convs": [[8, 10, 32, 32], [8, 10, 32, 32]],
        },
    ],
    "output": [3, 10, 32, 32],
}


class VideoUNet(nn.Module):
    """Three encoder blocks, a bottleneck and three decoder blocks with skips."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.ModuleList([_pair(3, 8), _pair(8, 16), _pair(16, 32)])
        self.pool = nn.MaxPool3d((1, 2, 2))
        self.bottom = _pair(32, 64)
        self.up = nn.ModuleList(
            [_doubling(64, 32), _doubling(32, 16), _doubling(16, 8)]
        )
        self.merge = nn.ModuleList([_pair(64, 32), _pair(32, 16), _pair(16, 8)])
        self.out = nn.Conv3d(8, 3, kernel_size=1)

    def forward(
        self, x: Float[Tensor, "b 3 10 32 32"]
    ) -> Float[Tensor, "b 3 10 32 32"]:
        """Reconstruct videos."""
        skips = []
        for block in self.down:
            x = block(x)  # (b, 8 16 32, 10, 32 16 8, 32 16 8)
            skips.append(x)
            x = self.pool(x)  # height and width halved
        x = self.bottom(x)  # (b, 64, 10, 4, 4)
        for up, block, skip in zip(self.up, self.merge, reversed(skips), strict=True):
            x = torch.cat([up(x), skip], dim=1)  # (b, 64 32 16, 10, 8 16 32, 8 16 32)
            x = block(x)  # (b, 32 16 8, 10, 8 16 32, 8 16 32)
        return self.out(x)  # (b, 3, 10, 32, 32)


def upconv(
    x: Float[Tensor, "b c f h w"],
    weight: Float[Tensor, "c d kf kh kw"],
    bias: Float[Tensor, " d"] | None = None,
    stride: tuple[int, int, int] = (1, 2, 2),
) -> Float[Tensor, "b d f2 h2 w2"]:
    """Paste a scaled kernel into the output for every input voxel.

    Args:
        x: the input.
        weight: one kernel for each pair of input and output channels.
        bias: added to every output voxel once, or None.
        stride: how far neighbours' pastes lie apart, in frames, height and width.

    Returns:
        Along each of the three axes (n - 1) s + k voxels.
    """
    b, _, f, h, w = x.shape
    _, d, kf, kh, kw = weight.shape
    sf, sh, sw = stride
    size = ((f - 1) * sf + kf, (h - 1) * sh + kh, (w - 1) * sw + kw)
    y = x.new_zeros(b, d, *size)  # (b, d, f2, h2, w2)
    for a in range(f):
        for i in range(h):
            for j in range(w):
                paste = torch.einsum("bc,cdklm->bdklm", x[:, :, a, i, j], weight)
                top, row, column = a * sf, i * sh, j * sw
                y[:, :, top : top + kf, row : row + kh, column : column + kw] += (
                    paste  # (b, d, kf, kh, kw)
                )
    return y if bias is None else y + bias[:, None, None, None]


def loss(
    x_hat: Float[Tensor, "b c f h w"], x: Float[Tensor, "b c f h w"]
) -> Float[Tensor, ""]:
    """Return the mean squared error of a reconstruction, over all voxels.

    Args:
        x_hat: the reconstruction.
        x: the video.
    """
    return functional.mse_loss(x_hat, x)


def _pair(channels: int, wider: int) -> nn.Sequential:
    """Two convolutions that keep frames, height and width."""
    return nn.Sequential(
        nn.Conv3d(channels, wider, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Conv3d(wider, wider, kernel_size=3, padding=1),
        nn.ReLU(),
    )


def _doubling(channels: int, narrower: int) -> nn.ConvTranspose3d:
    """An upconvolution that doubles height and width."""
    return nn.ConvTranspose3d(channels, narrower, (1, 2, 2), stride=(1, 2, 2))
