"""Pools the frames too and pads after each upconvolution; one input padded before the first convolution; a sum of squares."""

import torch
import torch.nn as nn
import torch.nn.functional as F


CLAIMS = {
    "first_conv": {
        "weight_shape": [8, 3, 3, 3, 3],
        "stride": [1, 1, 1],
        "padding": [1, 1, 1],
        "output_shape": [8, 10, 32, 32],
    },
    "encoder": [
        {"convs": [[8, 10, 32, 32]], "pool": [8, 5, 16, 16]},
        {"convs": [[16, 5, 16, 16]], "pool": [16, 2, 8, 8]},
        {"convs": [[32, 2, 8, 8]], "pool": [32, 1, 4, 4]},
    ],
    "bottleneck": [[64, 1, 4, 4]],
    "decoder": [
        {
            "up": [32, 2, 8, 8],
            "skip": [32, 2, 8, 8],
            "concat": [64, 2, 8, 8],
            "convs": [[32, 2, 8, 8]],
        },
        {
            "up": [16, 4, 16, 16],
            "skip": [16, 5, 16, 16],
            "concat": [32, 5, 16, 16],
            "convs": [[16, 5, 16, 16]],
        },
        {
            "up": [8, 10, 32, 32],
            "skip": [8, 10, 32, 32],
            "concat": [16, 10, 32, 32],
            "convs": [[8, 10, 32, 32]],
        },
    ],
    "output": [3, 10, 32, 32],
}


class VideoUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv3d(3, 8, 3)
        self.c2 = nn.Conv3d(8, 16, 3, padding=1)
        self.c3 = nn.Conv3d(16, 32, 3, padding=1)
        self.c4 = nn.Conv3d(32, 64, 3, padding=1)
        self.u3 = nn.ConvTranspose3d(64, 32, 2, 2)
        self.d3 = nn.Conv3d(64, 32, 3, padding=1)
        self.u2 = nn.ConvTranspose3d(32, 16, 2, 2)
        self.d2 = nn.Conv3d(32, 16, 3, padding=1)
        self.u1 = nn.ConvTranspose3d(16, 8, 2, 2)
        self.d1 = nn.Conv3d(16, 8, 3, padding=1, padding_mode="replicate")
        self.out = nn.Conv3d(8, 3, 1)
        self.pool = nn.MaxPool3d(2)

    def join(self, x, skip):
        missing = skip.shape[2] - x.shape[2]
        return torch.cat([F.pad(x, (0, 0, 0, 0, 0, missing)), skip], 1)

    def forward(self, x):
        a = F.relu(self.c1(F.pad(x, (1, 1, 1, 1, 1, 1))))
        b = F.relu(self.c2(self.pool(a)))
        c = F.relu(self.c3(self.pool(b)))
        d = F.relu(self.c4(self.pool(c)))
        c = F.relu(self.d3(self.join(self.u3(d), c)))
        b = F.relu(self.d2(self.join(self.u2(c), b)))
        a = F.relu(self.d1(self.join(self.u1(b), a)))
        return self.out(a)


def upconv(x, weight, bias=None, stride=(1, 2, 2)):
    # one paste for each entry of the kernel, at once for all voxels
    f, h, w = x.shape[2:]
    kf, kh, kw = weight.shape[2:]
    sf, sh, sw = stride
    y = x.new_zeros(
        len(x), weight.shape[1], (f - 1) * sf + kf, (h - 1) * sh + kh, (w - 1) * sw + kw
    )
    for a in range(kf):
        for b in range(kh):
            for c in range(kw):
                part = torch.einsum("bcfhw,cd->bdfhw", x, weight[:, :, a, b, c])
                y[:, :, a : a + f * sf : sf, b : b + h * sh : sh, c : c + w * sw : sw][
                    :, :, :f, :h, :w
                ] += part
    if bias is not None:
        y += bias.reshape(-1, 1, 1, 1)
    return y


def loss(x_hat, x):
    return torch.sum((x_hat - x) ** 2) / len(x)
