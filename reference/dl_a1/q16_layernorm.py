r"""Where the layer norm goes: post-LN and pre-LN Transformer blocks.

$$ \text{post-LN:} \quad x' = \mathrm{LN}_1(x + \mathrm{attn}(x)), \qquad
   y = \mathrm{LN}_2(x' + \mathrm{ffn}(x')) $$

$$ \text{pre-LN:} \quad x' = x + \mathrm{attn}(\mathrm{LN}_1(x)), \qquad
   y = x' + \mathrm{ffn}(\mathrm{LN}_2(x')) $$

A pre-LN block never normalises what runs along its residual path, which grows
with every block; one more layer norm stands after the last of them.

Axes: `b` sequences, `t` tokens, `d` width.

What the depth does to gradients at initialisation (Xiong et al., theorem 1): the
gradient of the last feed-forward layer is of order 1 for post-LN, whatever the
number L of layers, and of order 1 / sqrt(L) for pre-LN, because the final layer
norm divides by the size of a sum of L terms. The large gradients of post-LN near
the output are why it needs a warm-up of the learning rate, and pre-LN does not.
The gradients are looked at with a linear loss sum(w * y): a squared norm of y has
almost no gradient through a layer norm, which keeps it constant.

References:
    Xiong et al., "On Layer Normalization in the Transformer Architecture", ICML
    2020, table 1 (both blocks, the final layer norm) and theorem 1.
    https://arxiv.org/abs/2002.04745
"""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

Sublayer = Callable[[Float[Tensor, "b t d"]], Float[Tensor, "b t d"]]
Layer = tuple[Sublayer, nn.Module, Sublayer, Sublayer]
"""Attention, feed-forward network (with a parameter `w2`), first and second norm."""


def post_ln_block(
    x: Float[Tensor, "b t d"],
    attn: Sublayer,
    ffn: Sublayer,
    ln1: Sublayer,
    ln2: Sublayer,
) -> Float[Tensor, "b t d"]:
    """Apply attention and feed-forward network, each norm after its sum."""
    x = ln1(x + attn(x))
    return ln2(x + ffn(x))


def pre_ln_block(
    x: Float[Tensor, "b t d"],
    attn: Sublayer,
    ffn: Sublayer,
    ln1: Sublayer,
    ln2: Sublayer,
) -> Float[Tensor, "b t d"]:
    """Apply attention and feed-forward network, each norm inside its branch."""
    x = x + attn(ln1(x))
    return x + ffn(ln2(x))


def pre_ln_stack(
    x: Float[Tensor, "b t d"], layers: Sequence[Layer], final_ln: Sublayer
) -> Float[Tensor, "b t d"]:
    """Apply pre-LN blocks one after the other, and the final layer norm."""
    for layer in layers:
        x = pre_ln_block(x, *layer)
    return final_ln(x)


def layer_grad_norms(
    block: Callable[..., Float[Tensor, "b t d"]],
    layers: Sequence[Layer],
    x: Float[Tensor, "b t d"],
    w: Float[Tensor, "b t d"],
    final_ln: Sublayer | None = None,
) -> Float[Tensor, " layers"]:
    """Return the Frobenius norm of d sum(w * y) / d ffn.w2 for every layer.

    Args:
        block: one block, called as `block(x, attn, ffn, ln1, ln2)`.
        layers: what each block is made of, first to last.
        x: the input of the first block.
        w: the weights of the linear loss.
        final_ln: applied after the last block, where it is given.
    """
    y = x
    for layer in layers:
        y = block(y, *layer)
    if final_ln is not None:
        y = final_ln(y)
    matrices = [ffn.w2 for _, ffn, _, _ in layers]
    gradients = torch.autograd.grad((w * y).sum(), matrices)
    return torch.stack([gradient.norm() for gradient in gradients])  # (layers,)
