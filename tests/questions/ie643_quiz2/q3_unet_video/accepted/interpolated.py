"""Upsampling by interpolation with a convolution after it; batch norm and dropout; zeros put between the voxels; Huber loss."""

import torch
import torch.nn as nn
import torch.nn.functional as F


CLAIMS = {
    "first_conv": {
        "weight_shape": [16, 3, 3, 3, 3],
        "stride": [1, 1, 1],
        "padding": [1, 1, 1],
        "output_shape": [16, 10, 32, 32],
    },
    "encoder": [
        {"convs": [[16, 10, 32, 32], [16, 10, 32, 32]], "pool": [16, 10, 16, 16]},
        {"convs": [[24, 10, 16, 16], [24, 10, 16, 16]], "pool": [24, 10, 8, 8]},
        {"convs": [[32, 10, 8, 8], [32, 10, 8, 8]], "pool": [32, 10, 4, 4]},
    ],
    "bottleneck": [[48, 10, 4, 4], [48, 10, 4, 4]],
    "decoder": [
        {
            "up": [32, 10, 8, 8],
            "skip": [32, 10, 8, 8],
            "concat": [64, 10, 8, 8],
            "convs": [[32, 10, 8, 8], [32, 10, 8, 8]],
        },
        {
            "up": [24, 10, 16, 16],
            "skip": [24, 10, 16, 16],
            "concat": [48, 10, 16, 16],
            "convs": [[24, 10, 16, 16], [24, 10, 16, 16]],
        },
        {
            "up": [16, 10, 32, 32],
            "skip": [16, 10, 32, 32],
            "concat": [32, 10, 32, 32],
            "convs": [[16, 10, 32, 32], [16, 10, 32, 32]],
        },
    ],
    "output": [3, 10, 32, 32],
}


class Conv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv3d(cin, cout, 3, padding="same", bias=False)
        self.norm = nn.BatchNorm3d(cout)

    def forward(self, x):
        return F.elu(self.norm(self.conv(x)))


class Up(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.up = nn.Upsample(scale_factor=(1, 2, 2), mode="trilinear")
        self.conv = Conv(cin, cout)
        self.merge = nn.Sequential(
            Conv(2 * cout, cout), nn.Dropout(0.2), Conv(cout, cout)
        )

    def forward(self, x, skip):
        return self.merge(torch.concat([self.conv(self.up(x)), skip], dim=1))


class VideoUNet(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [3, 16, 24, 32]
        self.encoder = nn.ModuleList(
            nn.Sequential(Conv(a, b), Conv(b, b)) for a, b in zip(widths, widths[1:])
        )
        self.mid = nn.Sequential(Conv(32, 48), Conv(48, 48))
        self.decoder = nn.ModuleList([Up(48, 32), Up(32, 24), Up(24, 16)])
        self.head = nn.Conv3d(16, 3, 1)

    def forward(self, x):
        skips = []
        for block in self.encoder:
            x = block(x)
            skips.append(x)
            x = F.max_pool3d(x, (1, 2, 2))
        x = self.mid(x)
        for block in self.decoder:
            x = block(x, skips.pop())
        return self.head(x)


def upconv(x, weight, bias=None, stride=(1, 2, 2)):
    B, C, f, h, w = x.shape
    sf, sh, sw = stride
    kf, kh, kw = weight.shape[2:]
    stuffed = x.new_zeros(B, C, (f - 1) * sf + 1, (h - 1) * sh + 1, (w - 1) * sw + 1)
    stuffed[:, :, ::sf, ::sh, ::sw] = x
    turned = weight.flip(2, 3, 4).transpose(0, 1)
    return F.conv3d(stuffed, turned, bias, padding=(kf - 1, kh - 1, kw - 1))


def loss(x_hat, x):
    return F.smooth_l1_loss(x_hat, x, beta=0.05)
