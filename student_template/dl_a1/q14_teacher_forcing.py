r"""Question 14: teacher forcing (3.5 marks by machine).

The statement of this question was not recovered; it is inferred from answers to it,
and the marks are proposals.

At step 0 the network that produces the target reads `sos`. At every later step t it
reads, with probability `ratio`, word t - 1 of the target, and otherwise the word that
it found likeliest at step t - 1; one draw a step, for the whole batch.

$$ L = \text{mean of } -\log \mathrm{softmax}(\ell_{bt})_{y_{bt}}
   \text{ over the positions with } y_{bt} \ne \mathrm{pad} $$

Axes: `b` sentences, `ts` tokens of the source, `t` tokens of the target, `v` words.
Words are int64.

Which network is given the truth, and what the price is, goes into `answers.yaml`
under `q14_teacher_forcing`.
"""

from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Float, Int64
from torch import Tensor


def decode(  # noqa: PLR0913, PLR0917 (the question's own signature)
    encoder: Callable[[Int64[Tensor, "b ts"]], Any],
    decoder_step: Callable[[Int64[Tensor, " b"], Any], tuple[Tensor, Any]],
    source: Int64[Tensor, "b ts"],
    target: Int64[Tensor, "b t"],
    sos: int,
    ratio: float,
    generator: torch.Generator | None = None,
) -> Float[Tensor, "b t v"]:
    """Run the decoder over as many steps as the target has.

    Args:
        encoder: from the source to a state; to be called once.
        decoder_step: called as `decoder_step(words, state)` with one word a sentence,
            it returns the logits (b, v) and the next state. The first state is what
            the encoder returns.
        source: the words to translate.
        target: the right translation.
        sos: the word that step 0 reads.
        ratio: how likely a later step reads the target's word.
        generator: where the draws come from; None is torch's own.

    Returns:
        The logits of all steps.
    """
    raise NotImplementedError("Question 14: step by step through the target")


def sequence_loss(
    logits: Float[Tensor, "b t v"], target: Int64[Tensor, "b t"], pad: int
) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the words that are no padding, in nats.

    Args:
        logits: of every word at every position.
        target: the right words.
        pad: the word that fills a sentence up.
    """
    raise NotImplementedError("Question 14: the loss of a batch")
