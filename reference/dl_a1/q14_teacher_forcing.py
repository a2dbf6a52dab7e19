r"""Teacher forcing: what the decoder of a sequence-to-sequence model reads.

$$ u_0 = \mathrm{sos}, \qquad
   u_t = \begin{cases} y_{t-1} & \text{with probability } r \\
   \arg\max_v \ell_{t-1, v} & \text{otherwise} \end{cases}, \qquad
   (\ell_t, h_t) = \mathrm{step}(u_t, h_{t-1}), \quad
   h_{-1} = \mathrm{enc}(\mathrm{source}) $$

$$ L = -\frac{1}{|\{(b, t): y_{bt} \ne \mathrm{pad}\}|}
   \sum_{y_{bt} \ne \mathrm{pad}} \log \mathrm{softmax}(\ell_{bt})_{y_{bt}} $$

Axes: `b` sentences, `ts` tokens of the source, `t` tokens of the target, `v` words.

The truth goes into the decoder, one step late: at step t it reads word t - 1 of
the target and is asked for word t. The encoder sees the source and nothing else.
With r = 1 learning is fast and every step is asked in the right context; at test
there is no truth, the decoder reads its own words, errors included, which it never
met in training (exposure bias).

References:
    Williams and Zipser, "A Learning Algorithm for Continually Running Fully
    Recurrent Neural Networks", Neural Computation 1(2), 1989 (teacher forcing).
    Bengio, Vinyals, Jaitly and Shazeer, "Scheduled Sampling for Sequence
    Prediction with Recurrent Neural Networks", NeurIPS 2015, section 2.4 (a
    mixture of both). https://arxiv.org/abs/1506.03099
"""

from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn import functional


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
        encoder: the source's state; called once.
        decoder_step: from the words read and a state to logits (b, v) and the
            next state.
        source: the words to translate.
        target: the right translation.
        sos: the word that step 0 reads.
        ratio: how likely a later step reads the target's word; one draw a step,
            for the whole batch. Otherwise it reads what it found likeliest before.
        generator: where the draws come from; None is torch's own.
    """
    state = encoder(source)
    words = torch.full((len(target),), sos)  # (b,)
    logits = []
    for t in range(target.shape[1]):
        if t > 0:
            is_forced = torch.rand((), generator=generator) < ratio
            words = target[:, t - 1] if is_forced else logits[-1].argmax(dim=-1)
        step_logits, state = decoder_step(words, state)  # (b, v)
        logits.append(step_logits)
    return torch.stack(logits, dim=1)  # (b, t, v)


def sequence_loss(
    logits: Float[Tensor, "b t v"], target: Int64[Tensor, "b t"], pad: int
) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the words that are no padding, in nats.

    Args:
        logits: of every word at every position.
        target: the right words.
        pad: the word that fills a sentence up.

    Numerics:
        `log_softmax` never takes the logarithm of a probability that has become 0.
        NaN where everything is padding.
    """
    log_p = functional.log_softmax(logits, dim=-1)  # (b, t, v)
    of_target = log_p.gather(-1, target[:, :, None]).squeeze(-1)  # (b, t)
    return -of_target[target != pad].mean()
