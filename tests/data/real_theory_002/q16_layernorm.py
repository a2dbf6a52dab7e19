"""Equations (21), the norm after each sum, and (22), the norm before each sub-layer."""

import torch


def post_ln_block(x, attn, ffn, ln1, ln2):
    x = ln1(x + attn(x))
    x = ln2(x + ffn(x))
    return x


def pre_ln_block(x, attn, ffn, ln1, ln2):
    x = x + attn(ln1(x))
    x = x + ffn(ln2(x))
    return x


def pre_ln_stack(x, layers, final_ln):
    for attn, ffn, ln1, ln2 in layers:
        x = pre_ln_block(x, attn, ffn, ln1, ln2)
    return final_ln(x)


def layer_grad_norms(block, layers, x, w, final_ln=None):
    for attn, ffn, ln1, ln2 in layers:
        x = block(x, attn, ffn, ln1, ln2)
    if final_ln is not None:
        x = final_ln(x)
    weights = [ffn.w2 for _, ffn, _, _ in layers]
    grads = torch.autograd.grad((x * w).sum(), weights)
    return [g.norm().item() for g in grads]
