r"""Question 3: a U-Net auto-encoder for videos of 10 frames of 32 x 32 pixels.

Choose a 3D U-Net of your own with more than two pooled encoder blocks, write it
down as a module, and say in `CLAIMS` which shapes occur in it. The checks run your
model and compare the claims with what ran, so any design is right whose claims are
true: modules or functions, whatever numbers of channels and convolutions, pooling
or strided convolutions, upconvolutions or interpolation. Three conditions:

- use torch's own 3D operations (`conv3d`, the 3D pooling functions,
  `conv_transpose3d`, `interpolate`, or the modules made of them): these calls are
  noted while your model runs;
- skip connections are joined with `torch.cat`;
- the output is as large as the input.

An upconvolution (a transposed convolution) is defined by

$$ y_{c'}[s i + k] \mathrel{+}= \sum_c x_c[i] \, K_{c c'}[k] $$

with one index i and k and one stride s for each of frames, height and width: every
input voxel pastes the kernel, scaled by itself, into the output; overlaps add.

Axes: `b` videos, `c` and `d` channels, `f` frames, `h` height, `w` width. Inputs are
float32. Return tensors, arrays or lists, of any float type, except where gradients
have to flow (the model and the loss).

What `CLAIMS` says; a shape is [channels, frames, height, width], without the videos:

    first_conv   the first convolution: its weight [out, in, frames, height, width],
                 stride and padding along the three axes (and "dilation", where it
                 is not 1), and the shape of the feature map that comes out
    encoder      for each block the shape after each convolution, and after pooling:
                     {"convs": [[...], [...]], "pool": [...]}
    bottleneck   the shape after each convolution between the last pooling and the
                 first upconvolution
    decoder      for each block the shape after the upconvolution, the shape of the
                 skip connection, the shape of both joined, and the shape after each
                 convolution that follows:
                     {"up": [...], "skip": [...], "concat": [...], "convs": [[...]]}
                 (the very last convolution, back to 3 channels, is left out)
    output       the shape that the model returns

Convolutions with a kernel of 1 x 1 x 1 may be listed or left out.
"""

from collections.abc import Mapping
from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

# The shapes in your model, in the order in which they occur; see above.
CLAIMS: Mapping[str, Any] = {
    "first_conv": {
        "weight_shape": [],
        "stride": [],
        "padding": [],
        "output_shape": [],
    },
    "encoder": [],
    "bottleneck": [],
    "decoder": [],
    "output": [],
}


class VideoUNet(nn.Module):
    """Your U-Net."""

    def __init__(self) -> None:
        super().__init__()
        raise NotImplementedError("q3 a, b, d: make the layers")

    def forward(
        self, x: Float[Tensor, "b 3 10 32 32"]
    ) -> Float[Tensor, "b 3 10 32 32"]:
        """Reconstruct videos."""
        raise NotImplementedError("q3 a, b, d: from videos to their reconstructions")


def upconv(
    x: Float[Tensor, "b c f h w"],
    weight: Float[Tensor, "c d kf kh kw"],
    bias: Float[Tensor, " d"] | None = None,
    stride: tuple[int, int, int] = (1, 2, 2),
) -> Float[Tensor, "b d f2 h2 w2"]:
    """Paste a scaled kernel into the output for every input voxel, without padding.

    Args:
        x: the input.
        weight: one kernel for each pair of input and output channels.
        bias: added to every output voxel once, or None.
        stride: how far neighbours' pastes lie apart, in frames, height and width;
            the kernel may be larger or smaller than that.
    """
    raise NotImplementedError("q3 c: add up what every input voxel pastes")


def loss(
    x_hat: Float[Tensor, "b c f h w"], x: Float[Tensor, "b c f h w"]
) -> Float[Tensor, ""]:
    """Return a single number that says how far a reconstruction is off.

    It is 0 where both videos are equal and grows with the error, whatever its sign
    and in whichever frame it is; and it is differentiable, to be trained with.

    Args:
        x_hat: the reconstruction, with values between 0 and 1.
        x: the video, with values between 0 and 1.
    """
    raise NotImplementedError("q3 e: a loss for the auto-encoder")
