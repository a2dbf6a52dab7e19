"""The norms are divided by the number of entries.

Loses: grad_norms
"""

import torch


def post_ln_block(x, attn, ffn, ln1, ln2):
    h = ln1(x + attn(x))
    return ln2(h + ffn(h))


def pre_ln_block(x, attn, ffn, ln1, ln2):
    h = x + attn(ln1(x))
    return h + ffn(ln2(h))


def pre_ln_stack(x, layers, final_ln):
    for attn, ffn, ln1, ln2 in layers:
        x = pre_ln_block(x, attn, ffn, ln1, ln2)
    return final_ln(x)


def layer_grad_norms(block, layers, x, w, final_ln=None):
    y = x
    for attn, ffn, ln1, ln2 in layers:
        y = block(y, attn, ffn, ln1, ln2)
    if final_ln is not None:
        y = final_ln(y)
    loss = (w * y).sum()
    grads = torch.autograd.grad(loss, [layer[1].w2 for layer in layers])
    return torch.tensor([g.norm() / g.numel() for g in grads])
