r"""Training loops: clearing the gradient, and accumulating it on purpose.

(a) A deeper network contains the shallower one (its additional layers could be the
identity), so when it has the larger *training* error, it is not over-fitted: it is
harder to optimise. Residual connections make the identity the easy choice.

(b) The mean loss over n samples is the average of the mean losses over n/b
micro-batches of size b, and so are the gradients:

$$ \nabla \frac1n \sum_{i=1}^n \ell_i
   = \sum_{\text{micro-batches } B} \nabla \frac{1}{n/b}\;
     \frac1b \sum_{i \in B} \ell_i $$

This needs losses that do not know of each other. Batch norm normalises with the
statistics of the micro-batch, so that its outputs, and then its gradients, change
with b. Layer norm looks at one sample at a time and agrees to rounding.

(c) `backward()` adds to the gradient that is there. Unless it is cleared for every
step, each step goes along the sum of all gradients so far.

Axes: `n` samples, `p` parameters.

Where the original assignment slips: it compares logits after training steps, in
which rounding grows. Gradients of one step show the same difference, and those that
should agree do so to seven digits.

References:
    He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, section 1
    and figure 1 (the degradation problem). https://arxiv.org/abs/1512.03385
    Ioffe and Szegedy, "Batch Normalization", ICML 2015, section 3.
    https://arxiv.org/abs/1502.03167
    Ba, Kiros and Hinton, "Layer Normalization", 2016, section 3.
    https://arxiv.org/abs/1607.06450
"""

import copy
from collections.abc import Callable, Iterable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn, optim

Loss = Callable[[Tensor, Tensor], Tensor]
"""From predictions and targets to the mean over the samples, a scalar."""


def train(
    model: nn.Module,
    batches: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Loss,
    optimizer: optim.Optimizer,
) -> list[float]:
    """Train on each batch once, in their order.

    Args:
        model: is put into training mode.
        batches: pairs of inputs and targets.
        loss_fn: the loss of a batch.
        optimizer: holds the model's parameters.

    Returns:
        The loss of each batch, before the step that it leads to.
    """
    model.train()
    losses = []
    for x, y in batches:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(loss.item())
    return losses


def accumulated_gradient(
    model: nn.Module, x: Tensor, y: Tensor, loss_fn: Loss, micro_batch: int
) -> Float[Tensor, " p"]:
    """Return the gradient of the mean loss, from one micro-batch at a time.

    Args:
        model: has no gradients yet; is put into training mode.
        x: inputs of n samples.
        y: their targets.
        loss_fn: the mean loss over the samples that it is given.
        micro_batch: how many samples fit at a time; divides n.

    Returns:
        The gradients in the order of `model.parameters()`, end to end.
    """
    model.train()
    steps = len(x) // micro_batch
    for x_part, y_part in zip(x.split(micro_batch), y.split(micro_batch), strict=True):
        torch.autograd.backward(loss_fn(model(x_part), y_part) / steps)
    return torch.cat([p.grad.flatten() for p in model.parameters()])  # (p,)


def passes_accumulation_test(
    model: nn.Module,
    x: Tensor,
    y: Tensor,
    loss_fn: Loss,
    micro_batches: Sequence[int],
    tol: float = 1e-4,
) -> bool:
    """Tell whether accumulating changes nothing, for each size of the micro-batches.

    Args:
        model: has no gradients yet; stays as it is.
        x: inputs of n samples.
        y: their targets.
        loss_fn: the mean loss over the samples that it is given.
        micro_batches: the sizes to compare with the full batch.
        tol: how far an entry may be off, relative to the largest entry of the full
            batch's gradient.
    """
    full = _gradient_of_a_copy(model, x, y, loss_fn, len(x))  # (p,)
    return all(
        (_gradient_of_a_copy(model, x, y, loss_fn, size) - full).abs().max()
        <= tol * full.abs().max()
        for size in micro_batches
    )


def _gradient_of_a_copy(
    model: nn.Module, x: Tensor, y: Tensor, loss_fn: Loss, micro_batch: int
) -> Float[Tensor, " p"]:
    """Return the accumulated gradient without changing the model's own."""
    return accumulated_gradient(copy.deepcopy(model), x, y, loss_fn, micro_batch)
