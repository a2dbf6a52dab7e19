"""Checks for question 14: teacher forcing.

Encoder and decoder are lent: they note what they are given. What the decoder read is
held against the truth and against the logits that it had returned, and the logits
that come back against those of the same network for what it read.
"""

import math
from dataclasses import dataclass
from typing import Any

import pytest
import torch

from markstone.comparison import agree

WORDS = 9
WIDTH = 5
SOS = 1
STEPS = 1000
"""How long a target a mixed ratio is tried on: in one call, because the global
generators begin each call alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One call of decode, as the lent networks saw it."""

    source: torch.Tensor
    target: torch.Tensor
    returned: torch.Tensor
    """The student's logits, float64."""
    sources: list[Any]
    """What the encoder was given, call by call."""
    inputs: torch.Tensor
    """What the decoder was given, (b, t)."""
    likeliest: torch.Tensor
    """The words that it found likeliest, (b, t)."""


@pytest.fixture
def network(rng):
    """Draw a small recurrent network."""
    return _Network(rng)


@pytest.fixture
def run(student, read, lend_as_is, generator, network, rng):
    """Let the student decode, and return what was seen."""

    def decoded(b, t, ratio):
        words = torch.randint(2, WORDS, (b, 4 + t), generator=rng)
        source, target = words[:, :4].contiguous(), words[:, 4:].contiguous()
        sources, inputs, likeliest = [], [], []

        def encoder(source):
            sources.append(_words(read.tensor(source, shape=(b, None))))
            return network.encode(sources[-1]).float()

        def decoder_step(words, state):
            inputs.append(_words(read.tensor(words, shape=(b,))))
            state = read.tensor(state, shape=(b, WIDTH))
            logits, state = network.step(inputs[-1], state)
            likeliest.append(logits.float().argmax(dim=-1))
            return logits.float(), state.float()

        networks = lend_as_is(encoder), lend_as_is(decoder_step)
        seed = torch.randint(2**31, (), generator=rng)
        told = *networks, source, target, SOS, ratio, generator(seed)
        returned = read.tensor(student.q14_teacher_forcing.decode(*told))

        # One logit for each word at each place, whatever the order of the axes:
        # that is the business of `logits`.
        is_whole = returned.ndim == 3 and returned.numel() % (b * WORDS) == 0
        assert is_whole, f"The logits should have the shape [{b}, {t}, {WORDS}]."
        read.ingredient(returned, tuple(returned.shape))
        assert inputs, "The decoder was never asked for a step."
        return Run(
            source=source,
            target=target,
            returned=returned,
            sources=sources,
            inputs=torch.stack(inputs, dim=1),
            likeliest=torch.stack(likeliest, dim=1),
        )

    return decoded


def test_forced_inputs(run, assert_close, instance):
    """With ratio 1 the decoder reads sos, then the target one step late."""
    seen = run(*((3, 5) if instance == "public" else (4, 7)), ratio=1.0)

    assert_close(seen.inputs, _one_late(seen.target), metric="exact")


def test_free_inputs(run, assert_close, instance):
    """With ratio 0 the decoder reads sos, then what it found likeliest itself."""
    seen = run(*((3, 5) if instance == "public" else (4, 7)), ratio=0.0)

    assert_close(seen.inputs, _one_late(seen.likeliest), metric="exact")


def test_logits(run, network, assert_close):
    """The logits of all steps come back, each state handed on to the next step."""
    seen = run(4, 6, ratio=0.5)

    state = network.encode(seen.source)
    right = []
    for words in seen.inputs.unbind(dim=1):
        logits, state = network.step(words, state)
        right.append(logits)
    assert_close(seen.returned, torch.stack(right, dim=1))


def test_encoder_sees_source(run):
    """The encoder is called once, and sees the source and nothing else."""
    seen = run(3, 5, ratio=1.0)

    assert len(seen.sources) == 1, "The encoder should be called once."
    assert agree(seen.sources[0], seen.source), (
        "The encoder should be given the source as it is, and nothing of the target."
    )


def test_mixed_ratio(run, assert_close):
    """With a ratio between, that share of the steps reads the target's word."""
    scores = torch.stack([_share_forced(run(2, STEPS, r), r) for r in (0.3, 0.7)])

    assert_close(scores, torch.zeros(2), metric="abs")


def test_loss(student, reference, assert_close, rng, instance):
    """The loss is the mean over all words that are no padding."""
    b, t, v, dtype = (
        (3, 5, 7, torch.float32) if instance == "public" else (4, 6, 11, torch.float64)
    )
    pad = 0 if instance == "public" else 3
    logits = 2 * torch.randn(b, t, v, generator=rng).to(dtype)
    target = torch.randint(0, v, (b, t), generator=rng)
    for row, length in enumerate(torch.randint(2, t, (b,), generator=rng)):
        target[row, length:] = pad
    target[:, 0], target[0] = (pad + 1) % v, (pad + 2) % v

    value = student.q14_teacher_forcing.sequence_loss(logits, target, pad)

    right = reference.q14_teacher_forcing.sequence_loss(logits, target, pad)
    assert_close(value, right)


def test_given_to(assert_choice):
    """The network that is given the ground truth is named."""
    assert_choice("ground_truth_is_given_to")


def _share_forced(seen, ratio):
    """Return how far the share of forced steps is from the ratio, in standard errors.

    Raises:
        AssertionError: a step read neither the target's words nor the likeliest ones.
    """
    # A step too few is the business of `forced_inputs`.
    truth = _one_late(seen.target)[:, 1 : seen.inputs.shape[1]]
    own = _one_late(seen.likeliest)[:, 1:]
    assert truth.shape == own.shape, "The decoder made more steps than there are words."
    is_truth = (seen.inputs[:, 1:] == truth).all(dim=0)
    is_own = (seen.inputs[:, 1:] == own).all(dim=0)
    assert (is_truth | is_own).all(), (
        "A step should read the target's words for the whole batch, or the likeliest "
        "ones for the whole batch."
    )
    differ = (truth != own).any(dim=0)
    error = math.sqrt(ratio * (1 - ratio) / max(int(differ.sum()), 1))
    return (is_truth[differ].double().mean() - ratio) / error


class _Network:
    """A recurrent network in float64, whose every word and state makes a difference."""

    def __init__(self, rng):
        def drawn(*shape):
            return torch.randn(shape, generator=rng, dtype=torch.float64)

        self.embedding = drawn(WORDS, WIDTH)
        self.recurrence = drawn(WIDTH, WIDTH) / math.sqrt(WIDTH)
        self.output = 2 * drawn(WIDTH, WORDS)

    def encode(self, source):
        """Return the state after reading a source (b, ts)."""
        state = torch.zeros(len(source), WIDTH, dtype=torch.float64)
        for words in source.unbind(dim=1):
            state = self.step(words, state)[1]
        return state

    def step(self, words, state):
        """Return the logits after one more word (b,), and the next state."""
        state = torch.tanh(self.embedding[words] + state @ self.recurrence)
        return state @ self.output, state


def _one_late(words):
    """Return sos and then all words but the last, (b, t)."""
    return torch.cat([torch.full_like(words[:, :1], SOS), words[:, :-1]], dim=1)


def _words(numbers):
    """Return words that a network was given, for it to look up."""
    words = numbers.long()
    assert agree(words, numbers), "The networks should be given words."
    inside = (words >= 0) & (words < WORDS)
    assert inside.all(), "The networks were given a word that does not exist."
    return words
