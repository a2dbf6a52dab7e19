"""Encoder layer on top of nn.MultiheadAttention, batch first."""
from lm_setup import train_and_validate
from torch import nn


class CustomEncoderLayer(nn.Module):
    batch_first = True  # [B, T, D]

    def __init__(self, d_model, nhead, dim_feedforward, dropout=0.1):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(d_model, nhead, batch_first=True)
        self.linear1 = nn.Linear(d_model, dim_feedforward)
        self.linear2 = nn.Linear(dim_feedforward, d_model)
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.dropout = nn.Dropout(dropout)

    def _attend(self, x, mask, padding):
        out, _ = self.self_attn(
            x, x, x, attn_mask=mask, key_padding_mask=padding, need_weights=False
        )
        return self.dropout(out)

    def _feed(self, x):
        return self.dropout(self.linear2(self.dropout(self.linear1(x).relu())))

    def forward(self, src, src_mask=None, src_key_padding_mask=None):
        x = self.norm1(src + self._attend(src, src_mask, src_key_padding_mask))
        return self.norm2(x + self._feed(x))


def validation_loss():
    return train_and_validate(CustomEncoderLayer)


if __name__ == "__main__":
    print(validation_loss())
