# encoder layer with einsum and one matrix per head; own parameter names
import torch
from lm_setup import train_and_validate
from torch import nn


def norm(x, gain, shift):
    mean = x.mean(-1, keepdim=True)
    var = ((x - mean) ** 2).mean(-1, keepdim=True)
    return (x - mean) / torch.sqrt(var + 1e-5) * gain + shift


class CustomEncoderLayer(nn.Module):
    def __init__(self, d_model, nhead, dim_feedforward, dropout=0.1):
        super().__init__()
        d, h, dk, ff = d_model, nhead, d_model // nhead, dim_feedforward
        shapes = dict(
            Wq=(h, dk, d), Wk=(h, dk, d), Wv=(h, dk, d), Wo=(d, h, dk),
            bq=(h, dk), bk=(h, dk), bv=(h, dk), bo=(d,),
            W1=(ff, d), b1=(ff,), W2=(d, ff), b2=(d,),
            g1=(d,), s1=(d,), g2=(d,), s2=(d,),
        )
        for name, shape in shapes.items():
            setattr(self, name, nn.Parameter(0.1 * torch.randn(shape)))
        self.drop = nn.Dropout(dropout)

    def load_reference(self, state):
        names = {
            "Wo": "self_attn.out_proj.weight", "bo": "self_attn.out_proj.bias",
            "W1": "linear1.weight", "b1": "linear1.bias",
            "W2": "linear2.weight", "b2": "linear2.bias",
            "g1": "norm1.weight", "s1": "norm1.bias",
            "g2": "norm2.weight", "s2": "norm2.bias",
        }
        values = {own: state[theirs] for own, theirs in names.items()}
        for i, c in enumerate("qkv"):
            values["W" + c] = state["self_attn.in_proj_weight"].chunk(3)[i]
            values["b" + c] = state["self_attn.in_proj_bias"].chunk(3)[i]
        with torch.no_grad():
            for own, value in values.items():
                target = getattr(self, own)
                target.copy_(value.reshape(target.shape))

    def forward(self, src, src_mask=None, src_key_padding_mask=None):
        x = src.double()
        p = {k: v.double() for k, v in self.named_parameters()}

        def heads(c):
            return torch.einsum("hkd,tbd->bhtk", p["W" + c], x) + p["b" + c][:, None]

        q, k, v = heads("q"), heads("k"), heads("v")
        s = torch.einsum("bhik,bhjk->bhij", q, k) * q.shape[-1] ** -0.5
        forbidden = torch.zeros_like(s, dtype=torch.bool)
        if src_mask is not None:
            forbidden = forbidden | src_mask
        if src_key_padding_mask is not None:
            forbidden = forbidden | src_key_padding_mask[:, None, None]
        a = s.masked_fill(forbidden, -torch.inf).softmax(-1)
        mixed = torch.einsum("bhij,bhjk,dhk->ibd", a, v, p["Wo"]) + p["bo"]
        x = norm(x + self.drop(mixed), p["g1"], p["s1"])
        hid = self.drop((x @ p["W1"].T + p["b1"]).clamp(min=0))
        y = norm(x + self.drop(hid @ p["W2"].T + p["b2"]), p["g2"], p["s2"])
        return y.to(src.dtype)


def validation_loss():
    return train_and_validate(CustomEncoderLayer)
