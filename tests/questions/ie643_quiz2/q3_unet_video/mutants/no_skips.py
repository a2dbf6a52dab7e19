"""There are no skip connections, or they are added: a U-Net concatenates what the encoder
saw at full size, and the decoder learns to combine both.

Loses: decoder_shapes, skips
"""

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


def double_conv(cin, cout):
    return nn.Sequential(
        nn.Conv3d(cin, cout, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.Conv3d(cout, cout, 3, padding=1),
        nn.ReLU(inplace=True),
    )


class VideoUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc1 = double_conv(3, 16)
        self.enc2 = double_conv(16, 24)
        self.enc3 = double_conv(24, 32)
        self.pool = nn.MaxPool3d(kernel_size=(1, 2, 2))
        self.mid = double_conv(32, 48)
        self.up3 = nn.ConvTranspose3d(48, 32, (1, 2, 2), stride=(1, 2, 2))
        self.dec3 = double_conv(32, 32)
        self.up2 = nn.ConvTranspose3d(32, 24, (1, 2, 2), stride=(1, 2, 2))
        self.dec2 = double_conv(24, 24)
        self.up1 = nn.ConvTranspose3d(24, 16, (1, 2, 2), stride=(1, 2, 2))
        self.dec1 = double_conv(16, 16)
        self.last = nn.Conv3d(16, 3, 3, padding=1)

    def forward(self, x):
        e1 = self.enc1(x)
        e2 = self.enc2(self.pool(e1))
        e3 = self.enc3(self.pool(e2))
        m = self.mid(self.pool(e3))
        d3 = self.dec3(self.up3(m))
        d2 = self.dec2(self.up2(d3))
        d1 = self.dec1(self.up1(d2))
        return torch.sigmoid(self.last(d1))


def upconv(x, weight, bias=None, stride=(1, 2, 2)):
    B, C, f, h, w = x.shape
    _, D, kf, kh, kw = weight.shape
    sf, sh, sw = stride
    out = torch.zeros(B, D, (f - 1) * sf + kf, (h - 1) * sh + kh, (w - 1) * sw + kw)
    for i in range(f):
        for j in range(h):
            for k in range(w):
                patch = torch.einsum("bc,cdxyz->bdxyz", x[:, :, i, j, k], weight)
                out[
                    :,
                    :,
                    i * sf : i * sf + kf,
                    j * sh : j * sh + kh,
                    k * sw : k * sw + kw,
                ] += patch
    if bias is not None:
        out = out + bias.view(1, -1, 1, 1, 1)
    return out


def loss(x_hat, x):
    return ((x_hat - x) ** 2).mean()
