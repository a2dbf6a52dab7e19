"""Tried against torch's layer at home, in a function that nothing here calls."""

import lm_setup
import torch
from torch import nn


class CustomEncoderLayer(nn.Module):
    def __init__(self, d_model, nhead, dim_feedforward, dropout=0.1):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(d_model, nhead, dropout=dropout)
        self.linear1 = nn.Linear(d_model, dim_feedforward)
        self.linear2 = nn.Linear(dim_feedforward, d_model)
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.dropout = nn.Dropout(dropout)
        self.dropout1 = nn.Dropout(dropout)
        self.dropout2 = nn.Dropout(dropout)
        self.activation = nn.ReLU()

    def forward(self, src, src_mask=None, src_key_padding_mask=None):
        attended, _ = self.self_attn(
            src,
            src,
            src,
            attn_mask=src_mask,
            key_padding_mask=src_key_padding_mask,
            need_weights=False,
        )
        x = self.norm1(src + self.dropout1(attended))
        hidden = self.dropout(self.activation(self.linear1(x)))
        return self.norm2(x + self.dropout2(self.linear2(hidden)))


def validation_loss():
    return lm_setup.train_and_validate(CustomEncoderLayer)


def compare_with_torch():
    mine = CustomEncoderLayer(16, 4, 32).eval()
    theirs = nn.TransformerEncoderLayer(16, 4, 32).eval()
    theirs.load_state_dict(mine.state_dict())
    x = torch.randn(5, 2, 16)
    return (mine(x) - theirs(x)).abs().max()


if __name__ == "__main__":
    print(compare_with_torch(), nn.TransformerEncoder)
