"""Strided convolutions instead of pooling, residual shortcuts of 1 x 1 x 1; the gradient of a convolution; root mean square."""

import torch
import torch.nn as nn
import torch.nn.functional as F


CLAIMS = {
    "first_conv": {
        "weight_shape": [8, 3, 3, 5, 5],
        "stride": [1, 1, 1],
        "padding": [1, 2, 2],
        "output_shape": [8, 10, 32, 32],
    },
    "encoder": [
        {"convs": [[8, 10, 32, 32], [8, 10, 32, 32]], "pool": [8, 10, 16, 16]},
        {"convs": [[12, 10, 16, 16], [12, 10, 16, 16]], "pool": [12, 10, 8, 8]},
        {"convs": [[16, 10, 8, 8], [16, 10, 8, 8]], "pool": [16, 10, 4, 4]},
    ],
    "bottleneck": [[16, 10, 4, 4], [16, 10, 4, 4]],
    "decoder": [
        {
            "up": [16, 10, 8, 8],
            "skip": [16, 10, 8, 8],
            "concat": [32, 10, 8, 8],
            "convs": [[12, 10, 8, 8], [12, 10, 8, 8]],
        },
        {
            "up": [12, 10, 16, 16],
            "skip": [12, 10, 16, 16],
            "concat": [24, 10, 16, 16],
            "convs": [[8, 10, 16, 16], [8, 10, 16, 16]],
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


class Res(nn.Module):
    def __init__(self, cin, cout, k=(3, 3, 3)):
        super().__init__()
        self.a = nn.Conv3d(cin, cout, k, padding=tuple(n // 2 for n in k))
        self.b = nn.Conv3d(cout, cout, 3, padding=1)
        self.short = nn.Conv3d(cin, cout, 1)

    def forward(self, x):
        y = self.b(F.gelu(self.a(x)))
        return F.gelu(y + self.short(x))


class VideoUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.ModuleList([Res(3, 8, (3, 5, 5)), Res(8, 12), Res(12, 16)])
        self.down = nn.ModuleList(
            [nn.Conv3d(c, c, (1, 2, 2), stride=(1, 2, 2)) for c in (8, 12, 16)]
        )
        self.mid = Res(16, 16)
        self.up = nn.ModuleList(
            [
                nn.ConvTranspose3d(c, c, (1, 4, 4), (1, 2, 2), (0, 1, 1))
                for c in (16, 12, 8)
            ]
        )
        self.dec = nn.ModuleList([Res(32, 12), Res(24, 8), Res(16, 8)])
        self.out = nn.Conv3d(8, 3, 1)

    def forward(self, x):
        skips = []
        for enc, down in zip(self.enc, self.down):
            x = enc(x)
            skips.insert(0, x)
            x = down(x)
        x = self.mid(x)
        for up, dec, skip in zip(self.up, self.dec, skips):
            x = dec(torch.cat((skip, up(x)), 1))
        return self.out(x)


def upconv(x, weight, bias=None, stride=(1, 2, 2)):
    size = [x.shape[0], weight.shape[1]] + [
        (n - 1) * s + k for n, s, k in zip(x.shape[2:], stride, weight.shape[2:])
    ]
    start = torch.zeros(size, requires_grad=True)
    down = F.conv3d(start, weight, stride=stride)
    (y,) = torch.autograd.grad(down, start, x)
    if bias is None:
        return y
    return y + bias[None, :, None, None, None]


def loss(x_hat, x):
    return torch.sqrt(((x_hat - x) ** 2).mean())
