r"""Question 6: debugging deep networks (8 marks, 1.5 of them for what you write).

(a) A network of 56 layers has a larger training error *and* a larger test error than
one of 20. Why, and what change of the architecture helps? Choices in `answers.yaml`.
(b) The batch does not fit, so gradients are accumulated over micro-batches before each
update. Write the accumulation and a test of it, and say in `answers.yaml` which of
batch norm and layer norm does not pass. The test compares gradients; that of the
original compares logits after training steps, in which rounding grows.
(c) This loop diverges. Write a correct one, and say what was missing:

    model.train()
    optimizer.zero_grad()
    for inputs, labels in training_set:
        predictions = model(inputs)
        loss = loss_fn(predictions, labels)
        loss.backward()
        optimizer.step()

The reasons in (a) and (b) go into `prose`.

Axes: `n` samples, `p` parameters.
"""

from collections.abc import Callable, Iterable, Sequence

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
    raise NotImplementedError("q6 (c): the loop, mended")


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
    raise NotImplementedError("q6 (b): backward for each micro-batch, one gradient")


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
    raise NotImplementedError("q6 (b): compare each size with the full batch")
