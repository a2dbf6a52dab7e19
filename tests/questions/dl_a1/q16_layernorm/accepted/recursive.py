"""Recursion, and one gradient at a time."""

import torch


def sublayer(x, f, before=None, after=None):
    y = f(before(x) if before else x) + x
    return after(y) if after else y


def post_ln_block(x, attn, ffn, ln1, ln2):
    return sublayer(sublayer(x, attn, after=ln1), ffn, after=ln2)


def pre_ln_block(x, attn, ffn, ln1, ln2):
    return sublayer(sublayer(x, attn, before=ln1), ffn, before=ln2)


def pre_ln_stack(x, layers, final_ln):
    if not layers:
        return final_ln(x)
    return pre_ln_stack(pre_ln_block(x, *layers[0]), layers[1:], final_ln)


def layer_grad_norms(block, layers, x, w, final_ln=None):
    y = x
    for attn, ffn, ln1, ln2 in layers:
        y = block(y, attn, ffn, ln1, ln2)
    y = final_ln(y) if final_ln else y
    norms = []
    for _, ffn, _, _ in layers:
        (g,) = torch.autograd.grad((w * y).sum(), ffn.w2, retain_graph=True)
        norms.append(float(torch.sqrt((g**2).sum())))
    return norms
