"""Gradients by backward, in numpy at the end."""

import numpy as np
import torch


def post_ln_block(x, attn, ffn, ln1, ln2):
    x = torch.add(x, attn(x))
    x = ln1(x)
    x = torch.add(x, ffn(x))
    return ln2(x)


def pre_ln_block(x, attn, ffn, ln1, ln2):
    residual = x
    x = attn(ln1(x)) + residual
    residual = x
    return ffn(ln2(x)) + residual


def pre_ln_stack(x, layers, final_ln):
    out = x
    for layer in layers:
        out = pre_ln_block(out, *layer)
    return final_ln(out)


def layer_grad_norms(block, layers, x, w, final_ln=None):
    out = x
    for layer in layers:
        layer[1].w2.grad = None
        out = block(out, *layer)
    out = out if final_ln is None else final_ln(out)
    torch.sum(out * w).backward()
    return np.array([np.linalg.norm(ffn.w2.grad.numpy()) for _, ffn, _, _ in layers])
