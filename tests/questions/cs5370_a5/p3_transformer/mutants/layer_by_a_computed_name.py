"""Torch's own encoder layer is looked up by a name that is put together; the question asks for the layer itself.

Loses: parameters, attention_ffn, dropout_eval, dropout_train, causal_mask,
padding_mask, val_loss
"""

from lm_setup import train_and_validate
from torch import nn

PARTS = ["Layer", "Encoder", "Transformer"]


class CustomEncoderLayer(nn.Module):
    def __init__(self, d_model, nhead, dim_feedforward, dropout=0.1):
        super().__init__()
        made = getattr(nn, "".join(reversed(PARTS)))
        self.block = made(d_model, nhead, dim_feedforward, dropout)

    def load_reference(self, state):
        self.block.load_state_dict(state)

    def forward(self, src, src_mask=None, src_key_padding_mask=None):
        return self.block(src, src_mask, src_key_padding_mask)


def validation_loss():
    return train_and_validate(CustomEncoderLayer)
