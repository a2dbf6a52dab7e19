r"""Question 16: where the layer norm goes (3.5 marks by machine).

The statement of this question was not recovered; it is inferred from answers to it,
and the marks are proposals.

    post-LN  each sub-layer's output is added to its input, and the sum is normalised
    pre-LN   each sub-layer's input is normalised inside the branch, the sum is not;
             one more norm stands after the last block

The sub-layers are attention, then the feed-forward network; they and the norms are
handed in and called with one argument. See Xiong et al., "On Layer Normalization in
the Transformer Architecture", ICML 2020, table 1. https://arxiv.org/abs/2002.04745

Axes: `b` sequences, `t` tokens, `d` width. Inputs are float32, some hidden cases
float64.

Which of the two needs what goes into `answers.yaml` under `q16_layernorm`.
"""

from collections.abc import Callable, Sequence

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
    raise NotImplementedError("Question 16: the post-LN block")


def pre_ln_block(
    x: Float[Tensor, "b t d"],
    attn: Sublayer,
    ffn: Sublayer,
    ln1: Sublayer,
    ln2: Sublayer,
) -> Float[Tensor, "b t d"]:
    """Apply attention and feed-forward network, each norm inside its branch."""
    raise NotImplementedError("Question 16: the pre-LN block")


def pre_ln_stack(
    x: Float[Tensor, "b t d"], layers: Sequence[Layer], final_ln: Sublayer
) -> Float[Tensor, "b t d"]:
    """Apply pre-LN blocks one after the other, and the final layer norm."""
    raise NotImplementedError("Question 16: a stack of pre-LN blocks")


def layer_grad_norms(
    block: Callable[..., Float[Tensor, "b t d"]],
    layers: Sequence[Layer],
    x: Float[Tensor, "b t d"],
    w: Float[Tensor, "b t d"],
    final_ln: Sublayer | None = None,
) -> Float[Tensor, " layers"]:
    """Return the Frobenius norm of d sum(w * y) / d ffn.w2 for every layer.

    Here y is what comes out after all blocks, and w is fixed: a linear loss.

    Args:
        block: one block, called as `block(x, attn, ffn, ln1, ln2)`.
        layers: what each block is made of, first to last; each feed-forward
            network has a parameter `w2`.
        x: the input of the first block.
        w: the weights of the linear loss.
        final_ln: applied after the last block, where it is given.
    """
    raise NotImplementedError("Question 16: one norm a layer, first to last")
