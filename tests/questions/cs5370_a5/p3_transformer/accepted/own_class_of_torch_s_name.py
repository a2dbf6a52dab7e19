"""A class of its own named like torch's, annotated with torch's, which a comment names too."""

import lm_setup
from torch import nn


# nn.TransformerEncoderLayer would do all of this, and may not be used.
class TransformerEncoderLayer(nn.Module):
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


class CustomEncoderLayer(TransformerEncoderLayer):
    """Says of a layer whether it is torch's, without making one."""

    twin: nn.TransformerEncoderLayer | None = None

    def is_torch_s(self, layer: nn.Module) -> bool:
        return isinstance(layer, nn.TransformerEncoderLayer)


def validation_loss():
    return lm_setup.train_and_validate(CustomEncoderLayer)
