"""The weights of the linear loss as a cotangent; linalg.matrix_norm."""

from functools import reduce

import torch


def post_ln_block(x, attn, ffn, ln1, ln2):
    a = ln1(attn(x) + x)
    return ln2(ffn(a) + a)


def pre_ln_block(x, attn, ffn, ln1, ln2):
    a = attn(ln1(x)) + x
    return ffn(ln2(a)) + a


def pre_ln_stack(x, layers, final_ln):
    return final_ln(reduce(lambda y, layer: pre_ln_block(y, *layer), layers, x))


def layer_grad_norms(block, layers, x, w, final_ln=None):
    y = reduce(lambda y, layer: block(y, *layer), layers, x)
    if final_ln is not None:
        y = final_ln(y)
    grads = torch.autograd.grad(y, [layer[1].w2 for layer in layers], grad_outputs=w)
    return torch.stack([torch.linalg.matrix_norm(g) for g in grads])
