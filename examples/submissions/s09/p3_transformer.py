import sys

import torch
from lm_setup import train_and_validate
from torch import nn

if not torch.cuda.is_available():
    print("This needs a GPU!")
    sys.exit(1)


class CustomEncoderLayer(nn.Module):
    def __init__(self, d_model, nhead, dim_feedforward, dropout=0.1):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(d_model, nhead, device="cuda")


def validation_loss():
    return train_and_validate(CustomEncoderLayer)
