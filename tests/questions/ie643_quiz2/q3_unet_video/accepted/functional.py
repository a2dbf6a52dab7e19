"""Parameters in a dict and functions only; kernels of 1 x 3 x 3; average pooling; tuples in the claims; L1."""

import torch
import torch.nn as nn
import torch.nn.functional as F


CLAIMS = {
    "first_conv": {
        "weight_shape": (6, 3, 1, 3, 3),
        "stride": 1,
        "padding": (0, 1, 1),
        "output_shape": (6, 10, 32, 32),
    },
    "encoder": (
        {"convs": ((6, 10, 32, 32),), "pool": (6, 10, 16, 16)},
        {"convs": ((8, 10, 16, 16),), "pool": (8, 10, 8, 8)},
        {"convs": ((10, 10, 8, 8),), "pool": (10, 10, 4, 4)},
        {"convs": ((12, 10, 4, 4),), "pool": (12, 10, 2, 2)},
    ),
    "bottleneck": (),
    "decoder": (
        {
            "up": (12, 10, 4, 4),
            "skip": (12, 10, 4, 4),
            "concat": (24, 10, 4, 4),
            "convs": ((10, 10, 4, 4),),
        },
        {
            "up": (10, 10, 8, 8),
            "skip": (10, 10, 8, 8),
            "concat": (20, 10, 8, 8),
            "convs": ((8, 10, 8, 8),),
        },
        {
            "up": (8, 10, 16, 16),
            "skip": (8, 10, 16, 16),
            "concat": (16, 10, 16, 16),
            "convs": ((6, 10, 16, 16),),
        },
        {
            "up": (6, 10, 32, 32),
            "skip": (6, 10, 32, 32),
            "concat": (12, 10, 32, 32),
            "convs": ((6, 10, 32, 32),),
        },
    ),
    "output": (3, 10, 32, 32),
}


class VideoUNet(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = {
            "e0": (6, 3),
            "e1": (8, 6),
            "e2": (10, 8),
            "e3": (12, 10),
            "d3": (10, 24),
            "d2": (8, 20),
            "d1": (6, 16),
            "d0": (6, 12),
            "out": (3, 6),
        }
        self.w = nn.ParameterDict(
            {k: nn.Parameter(0.1 * torch.randn(*v, 1, 3, 3)) for k, v in sizes.items()}
        )
        ups = {"u3": 12, "u2": 10, "u1": 8, "u0": 6}
        self.u = nn.ParameterDict(
            {k: nn.Parameter(0.1 * torch.randn(c, c, 1, 2, 2)) for k, c in ups.items()}
        )

    def conv(self, x, name):
        return F.conv3d(x, self.w[name], padding=(0, 1, 1))

    def forward(self, x):
        skips = []
        for i in range(4):
            x = F.leaky_relu(self.conv(x, f"e{i}"))
            skips.append(x)
            x = F.avg_pool3d(x, (1, 2, 2))
        for i in (3, 2, 1, 0):
            x = F.conv_transpose3d(x, self.u[f"u{i}"], stride=(1, 2, 2))
            x = torch.cat([skips[i], x], 1)
            x = F.leaky_relu(self.conv(x, f"d{i}"))
        return self.conv(x, "out")


def upconv(x, weight, bias=None, stride=(1, 2, 2)):
    return F.conv_transpose3d(x, weight, bias, stride=stride)


def loss(x_hat, x):
    return F.l1_loss(x_hat, x)
