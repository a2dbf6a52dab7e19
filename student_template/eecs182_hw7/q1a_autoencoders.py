r"""Question 1(a): designing autoencoders (22 marks, 4 of them for what you write).

Write three kinds of autoencoders, an evaluation with a linear probe, and a model of
your own for the digits.

$$ \hat x = g_\phi(f_\theta(x)), \qquad
   L(x, \hat x) = \frac1N \sum_{i=1}^N \lVert x_i - \hat x_i \rVert^2 $$

summed over the features, averaged over the samples. What the encoder sees:

$$ \text{plain: } x, \qquad
   \text{denoising: } x + \sigma\, \epsilon,\ \epsilon \sim \mathcal{N}(0, I), \qquad
   \text{masked: } x \odot m,\ m_{ij} \sim \mathrm{Ber}(1 - p) $$

In all three the target is the clean x, and the loss is over *all* features, those that
were hidden and those that were not.

Axes: `n` samples, `d` features, `h` width of the code, `r` repeats of a training,
`e` epochs.

The layers. `self.encoder` and `self.decoder` are `nn.Sequential`, made of `nn.Linear`
with `activation_cls()` between two of them: none after the last, neither on the code
nor on the output. The decoder is the mirror image of the encoder. The names of the
weights are then `encoder.0.weight`, `encoder.0.bias`, `encoder.2.weight` and so on;
given weights are loaded with `load_state_dict` under these names.

The digits. `hw7_common.run_digits` trains `build_model()` with `HPARAMS` on 1297
images without labels, fits a linear probe to the codes of 50 images with labels, and
tests it on 500 others. Your grade trains it again with the seeds 0, 227, 1 and 2 and
computes the accuracy itself: up to 75 % (no training at all) there is nothing, from
85 % on there are all 3 marks. Limits: at most 60 epochs, no layer wider than 256, 10
seconds for a run.

The log. When all is done, `python hw7_log.py` runs your classes, trains 12 models on
synthetic data and writes `submission_log.json`; hand it in beside this file. Draw your
figure from the curves in it: validation loss and probe accuracy over the epochs, for
each width of the plain autoencoder's code, with `curve_band` over the repeats. If the
function that draws it is in this file under the name `figure`, its source goes into
the log.

In writing (`prose` in `answers.yaml`): how does the width of the code change the
reconstruction and the accuracy of the probe, and why? The synthetic data have 40
features, 8 directions of large variance that decide the label, 32 of small variance.
"""

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn, optim

HPARAMS = {"batch_size": 64, "num_epochs": 5, "lr": 1e-4}
"""How `build_model` is trained on the digits. Choose better ones."""


class Autoencoder(nn.Module):
    """An encoder of linear maps, and a decoder that mirrors it.

    Args:
        input_size: the number of features.
        hidden_sizes: widths of the encoder's layers; the last is that of the code.
        activation_cls: what stands between two linear maps.
    """

    def __init__(
        self,
        input_size: int,
        hidden_sizes: list[int],
        activation_cls: type[nn.Module] = nn.ReLU,
    ) -> None:
        super().__init__()
        raise NotImplementedError("q1a: make self.encoder and self.decoder")

    def encode(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n h"]:
        """Return the codes of x."""
        raise NotImplementedError("q1a: from data to codes")

    def forward(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """Return the reconstruction of x from its codes."""
        raise NotImplementedError("q1a: from data to codes and back")

    def loss(
        self, x: Float[Tensor, "n d"], x_hat: Float[Tensor, "n d"]
    ) -> Float[Tensor, ""]:
        """Return the squared error, summed over the features, averaged over samples."""
        raise NotImplementedError("q1a: one number for the batch")

    def train_step(
        self, x: Float[Tensor, "n d"], optimizer: optim.Optimizer
    ) -> Float[Tensor, ""]:
        """Take one step towards reconstructing x from x itself.

        Args:
            x: a batch; it stays as it is.
            optimizer: holds the parameters of this model.

        Returns:
            The loss before the step.
        """
        raise NotImplementedError("q1a: loss, gradient, one update")


class DenoisingAutoencoder(Autoencoder):
    """Learns to reconstruct the clean data from a noisy copy.

    Args:
        input_size: the number of features.
        hidden_sizes: widths of the encoder's layers; the last is that of the code.
        activation_cls: what stands between two linear maps.
        noise_std: standard deviation of the noise.
    """

    def __init__(
        self,
        input_size: int,
        hidden_sizes: list[int],
        activation_cls: type[nn.Module] = nn.ReLU,
        noise_std: float = 0.5,
    ) -> None:
        super().__init__(input_size, hidden_sizes, activation_cls)
        raise NotImplementedError("q1a: keep what the noise needs")

    def train_step(
        self,
        x: Float[Tensor, "n d"],
        optimizer: optim.Optimizer,
        noise: Float[Tensor, "n d"] | None = None,
    ) -> Float[Tensor, ""]:
        """Take one step towards reconstructing x from x plus noise.

        Args:
            x: a batch of clean data; it stays as it is.
            optimizer: holds the parameters of this model.
            noise: draws from N(0, 1), not yet scaled; None draws them.

        Returns:
            The loss before the step.
        """
        raise NotImplementedError("q1a: as above, from a noisy input")


class MaskedAutoencoder(Autoencoder):
    """Learns to reconstruct all features from those that are left.

    Args:
        input_size: the number of features.
        hidden_sizes: widths of the encoder's layers; the last is that of the code.
        activation_cls: what stands between two linear maps.
        mask_prob: probability that an entry of the data is hidden.
    """

    def __init__(
        self,
        input_size: int,
        hidden_sizes: list[int],
        activation_cls: type[nn.Module] = nn.ReLU,
        mask_prob: float = 0.25,
    ) -> None:
        super().__init__(input_size, hidden_sizes, activation_cls)
        raise NotImplementedError("q1a: keep what the mask needs")

    def train_step(
        self,
        x: Float[Tensor, "n d"],
        optimizer: optim.Optimizer,
        keep: Bool[Tensor, "n d"] | None = None,
    ) -> Float[Tensor, ""]:
        """Take one step towards reconstructing x from x with entries set to 0.

        What is kept is not scaled up, and the loss is over all features.

        Args:
            x: a batch of clean data; it stays as it is.
            optimizer: holds the parameters of this model.
            keep: True for each entry that the encoder may see; None draws it.

        Returns:
            The loss before the step.
        """
        raise NotImplementedError("q1a: as above, from a masked input")


def probe_accuracy(
    model: nn.Module,
    classifier: nn.Module,
    x: Float[Tensor, "n d"],
    y: Int[Tensor, " n"],
) -> float:
    """Return the percentage of samples that a probe gets right, from 0 to 100.

    Args:
        model: its `encode` gives the codes; it may come in training mode, and is
            evaluated in eval mode.
        classifier: from codes to the scores of the classes.
        x: all samples; each of them counts.
        y: their classes.
    """
    raise NotImplementedError("q1a: how often is the largest score that of the class?")


def curve_band(
    values: Float[Tensor, "r e"],
) -> tuple[Float[Tensor, " e"], Float[Tensor, " e"], Float[Tensor, " e"]]:
    """Return the middle of a curve's band and its two ends, epoch by epoch.

    Args:
        values: one curve for each repeat of the training.

    Returns:
        The mean, the smallest and the largest value over the repeats.
    """
    raise NotImplementedError("q1a: mean, minimum and maximum for each epoch")


def build_model() -> Autoencoder:
    """Return the model that is trained on the digits, for 64 inputs.

    Any of your three kinds will do, and so will a class of your own with `encode`
    and `train_step`.
    """
    raise NotImplementedError("q1a: choose kind, widths and activation")
