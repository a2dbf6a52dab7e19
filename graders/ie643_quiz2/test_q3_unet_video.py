"""Checks for q3: a U-Net for videos, its claimed shapes, an upconvolution, a loss.

The student's model runs over there with the calls of torch's 3D operations noted;
the claims are compared with what ran. What ran before a forward pass stopped counts
all the same, so that a decoder that does not fit costs nothing of the encoder.
"""

from itertools import pairwise

import pytest
import torch
from torch.nn import functional

VIDEO = (3, 10, 32, 32)
UPCONVOLUTIONS = (
    # kernel, stride (None leaves the default), whether there is a bias
    ((1, 2, 2), None, True),
    ((2, 3, 5), (1, 2, 3), True),
    ((1, 2, 2), (2, 3, 4), False),
)
SEEN = 1e-3
"""What the loss has to change by, in parts of what the whole error makes of it."""


@pytest.fixture
def judged(student, as_tensor):
    """Ask for the loss of a reconstruction, as a single number."""

    def ask(x_hat, x):
        value = as_tensor(student.q3_unet_video.loss(x_hat, x), shape=())
        assert not value.is_complex(), "The loss should be real."
        assert torch.isfinite(value), "The loss is a NaN or an infinity."
        return value.item()

    return ask


def test_first_conv(unet, claims):
    """The first convolution has the kernel and the feature map that you claim."""
    convolutions = [call for call in unet.calls if call.name == "conv3d"]
    assert convolutions, f"No 3D convolution runs. {unet.why}".rstrip()

    ran, claim = convolutions[0], claims["first_conv"]

    claim["weight_shape"].requires(ran.kernel)
    claim["output_shape"].requires(ran.result)
    kernel = ran.kernel[2:]
    stride, dilation = _triple(claim, "stride"), _triple(claim, "dilation")
    padding = _triple(claim, "padding", [(k - 1) / 2 for k in kernel])
    settings = list(zip(kernel, stride, padding, dilation, strict=True))
    # Padding may be done before the convolution, by another call.
    sizes = [
        [_size(n, *each) for n, each in zip(source, settings, strict=True)]
        for source in (ran.sources[0][1:], VIDEO[1:])
    ]
    assert ran.result[1:] in sizes, (
        f"With the stride and padding of {claim.name} the feature map would be "
        f"{sizes[0]} in frames, height and width; it is {ran.result[1:]}."
    )


def test_encoder_shapes(unet, claims, attach):
    """Every claimed shape of the encoder and the bottleneck is the one that runs."""
    attach.levels(
        "Your U-Net, as [channels × frames × height × width]",
        yours=claims.levels,
        reference=unet.levels,
        beside="what runs",
    )
    walk = unet.descend()
    blocks = list(claims["encoder"])
    assert blocks, "The claims list no encoder block."

    for block in blocks:
        for claim in block["convs"]:
            walk.convolves(claim)
        walk.pools(block["pool"])
    for claim in claims["bottleneck"]:
        walk.convolves(claim)
    walk.ends(claims["bottleneck"])


def test_n_blocks(unet, claims):
    """The encoder has more than two pooled blocks."""
    claimed, ran = len(list(claims["encoder"])), unet.poolings

    assert min(claimed, ran) > 2, (
        f"You claim {claimed} encoder blocks, and {ran} poolings run. "
        "The quiz asks for more than two."
    )


def test_upconv(student, assert_close, rng):
    """The upconvolution pastes the kernel for every voxel, at any stride, and adds."""
    for kernel, stride, has_bias in UPCONVOLUTIONS:
        x = torch.randn(2, 3, 2, 3, 4, generator=rng)
        weight = torch.randn(3, 4, *kernel, generator=rng)
        bias = torch.randn(4, generator=rng) if has_bias else None
        options = {} if stride is None else {"stride": stride}

        y = student.q3_unet_video.upconv(x, weight, bias, **options)

        right = functional.conv_transpose3d(
            x.double(),
            weight.double(),
            None if bias is None else bias.double(),
            stride=stride or (1, 2, 2),
        )
        assert_close(y, right)


def test_upconv_size(typed, assert_function):
    """The size of an upconvolution's output is the right function of n, s and k."""
    size = typed.expression("upconv_output_size", "n s k")

    assert_function(size, "upconv_output_size", "n s k")


def test_decoder_shapes(unet, claims):
    """Every claimed shape of the decoder, and of the output, is the one that runs."""
    walk = unet.ascend()
    blocks = list(claims["decoder"])
    assert blocks, "The claims list no decoder block."

    for block in blocks:
        walk.joins(block)
        for claim in block["convs"]:
            walk.convolves(claim)
        # The very last convolution, back to 3 channels, belongs to no block.
        walk.ends(block["convs"], spared=1 if block.name == blocks[-1].name else 0)
    claims["output"].requires(unet.returned)


def test_skips(unet, claims):
    """Every claimed skip connection is concatenated to what comes from below."""
    assert not unet.stopped, unet.why
    joined = [call for call in unet.way_up if call.joins]
    blocks = list(claims["decoder"])
    assert blocks, "The claims list no decoder block."

    for block in blocks:
        skip, up = block["skip"].shape(), block["up"].shape()
        others = [_without(call.sources, up) for call in joined]
        assert any(skip in sources for sources in others), (
            f"{block.name}: no tensor of shape {skip} is concatenated to the upsampled "
            "one. Join skip connections with torch.cat."
        )


def test_runs(unet, as_tensor, rng):
    """The model runs, and its output is as large as its input."""
    assert not unet.stopped, unet.why
    assert unet.poolings, "Nothing is convolved and pooled: this is no U-Net."

    one = unet.model(torch.rand(1, *VIDEO, generator=rng))
    for batch, output in ((2, unet.output), (1, one)):
        is_one = isinstance(output, torch.Tensor)
        assert is_one, "forward should return one tensor, the reconstruction."
        video = as_tensor(output, shape=(batch, *VIDEO))
        assert torch.isfinite(video).all(), "The output has a NaN or an infinity."


def test_loss(student, judged, as_tensor, assert_close, rng):
    """The loss is one number, 0 at equality, and sees every error and its size."""
    x = 0.3 + 0.4 * torch.rand(2, *VIDEO, generator=rng)
    error = 0.02 + 0.16 * torch.rand(2, *VIDEO, generator=rng)
    mixed = error * torch.randn(2, *VIDEO, generator=rng).sign()
    mixed = mixed - mixed.mean()

    nothing, whole = judged(x, x), judged(x + mixed, x)

    assert whole > nothing, (
        f"The loss does not grow with the error: {nothing:.3g} without one, "
        f"{whole:.3g} with one."
    )
    assert_close(nothing / whole, 0.0, metric="abs")
    parts = [judged(x + part * mixed, x) for part in (0.25, 0.5, 0.75, 1.0)]
    assert all(a < b for a, b in pairwise(parts)), (
        "The loss does not grow with the error: for a quarter, a half, three quarters "
        f"and all of one it is {', '.join(f'{part:.3g}' for part in parts)}."
    )
    for name, off in (("above", error), ("below", -error), ("0.1 above", 0.1)):
        assert judged(x + off, x) > SEEN * whole, (
            f"The loss is next to nothing where the reconstruction lies {name}."
        )
    for frame in range(VIDEO[1]):
        x_hat = x.clone()
        x_hat[:, :, frame] += mixed[:, :, frame]
        assert judged(x_hat, x) > SEEN * whole, (
            f"The loss does not see an error in frame {frame}."
        )
    _require_gradient(student, as_tensor, x, mixed)


def _require_gradient(student, as_tensor, x, error):
    """Require that a step against the gradient makes the reconstruction better."""
    function = student.q3_unet_video.loss
    _, gradients = student.vjp(function, [x + error, x], [torch.ones(())])
    assert gradients[0] is not None, "No gradient reaches the reconstruction."
    gradient = as_tensor(gradients[0], shape=tuple(x.shape))
    uphill = (gradient * error).sum()
    assert uphill > 0, "The gradient does not point away from the video."


def _triple(claim, key, same=None):
    """Return a setting of a convolution along its three axes."""
    if key == "dilation" and isinstance(claim.said, dict) and key not in claim.said:
        return [1, 1, 1]
    part = claim[key]
    match part.said:
        case int() as number:
            return [number] * 3
        case "same" if same:
            return same
        case "valid" if same:
            return [0, 0, 0]
        case _:
            return part.shape(3)


def _size(n, kernel, stride, padding, dilation):
    """Return what a convolution makes of n voxels, 0 for settings that are none."""
    if stride < 1:
        return 0
    return int((n + 2 * padding - dilation * (kernel - 1) - 1) // stride) + 1


def _without(shapes, one):
    """Return the shapes without the first that equals one."""
    place = shapes.index(one) if one in shapes else len(shapes)
    return shapes[:place] + shapes[place + 1 :]
