"""Checks for p1: image captioning with an encoder CNN and a decoder LSTM.

The encoder is handed right pictures and the decoder right features, so that a slip
costs its own part. The scenes are clear ones: no rounding decides a word.
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

PAD, START, END = 0, 1, 2
EMBED, HIDDEN, VOCAB_SIZE, LAYERS = 64, 128, 17, 1

ROUNDING = 1e-3
"""Relative. Right answers in float32 stay below 1e-6; what is farther off is looked
at again in the student's own terms."""
DECISIVE = 1000.0
"""A bias that no logit comes near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The student's two classes, on request with the given weights."""

    student: Any
    data: Path

    def encoder(self, *, is_filled=True):
        """Make an encoder in eval mode."""
        encoder = self.student.p1_captioning.EncoderCNN(EMBED)
        assert callable(encoder), "EncoderCNN should make a model."
        if is_filled:
            self._fill(encoder, "encoder", {})
        encoder.eval()
        return encoder

    def decoder(self, *, is_filled=True, bias_of_end=0.0):
        """Make a decoder in eval mode."""
        sizes = EMBED, HIDDEN, VOCAB_SIZE, LAYERS
        decoder = self.student.p1_captioning.DecoderRNN(*sizes)
        assert callable(decoder), "DecoderRNN should make a model."
        if is_filled:
            raised = torch.zeros(VOCAB_SIZE)
            raised[END] = bias_of_end
            self._fill(decoder, "decoder", {"linear.bias": raised})
        decoder.eval()
        return decoder

    def _fill(self, model, name, changes):
        """Copy the weights, by the student's own function where there is one."""
        weights = dict(torch.load(self.data / f"{name}.pt", weights_only=True))
        for key, change in changes.items():
            weights[key] = weights[key] + change
        load = getattr(self.student.p1_captioning, f"load_{name}_weights")
        if load.exists():
            load(model, weights)
        else:
            model.load_state_dict(weights)


@pytest.fixture
def models(student, data):
    """Lend the student's classes."""
    return Models(student=student, data=data)


@pytest.fixture
def right_models(reference, data):
    """Load the reference's encoder and decoder, in float64."""
    both = reference.p1_captioning.load_models(data)
    return tuple(model.double().requires_grad_(False) for model in both)


@pytest.fixture
def look(reference, right_models, rng):
    """Draw clear scenes, with what the reference makes of them."""

    def drawn(count, canvas=64):
        return reference.gallery.clear_scenes(right_models, rng, count, canvas)

    return drawn


@pytest.fixture
def assert_carried(as_tensor, not_constant, assert_close):
    """Agree with what is right, or else with a model of the student's that we filled.

    `run` asks a model, `make` makes one of the same class, filled or not.
    """

    def judge(run, model, known, make):
        answer = as_tensor(run(model))
        assert answer.shape[:1] == known.shape[:1], "The first axis is the images."
        if not _near(answer, known):
            empty, known = (
                as_tensor(run(make(is_filled=filled))) for filled in (False, True)
            )
            assert not _near(empty, known), "The model ignores its weights."
            not_constant(known)
        assert_close(answer, known)

    return judge


@pytest.fixture
def assert_caption(assert_close):
    """Require a caption, word for word."""

    def judge(caption, known):
        assert isinstance(caption, str), "The caption should be a string."
        assert_close(" ".join(caption.split()), known, metric="exact")

    return judge


def test_features(models, look, assert_close, instance):
    """The encoder with the given weights returns the features of a batch."""
    scenes = look(4 if instance == "public" else 5)

    features = models.encoder()(scenes.images)

    assert_close(features, scenes.features)


def test_features_single(models, look, assert_close):
    """In eval mode the encoder takes a batch of one image."""
    scenes = look(1)

    features = models.encoder()(scenes.images)

    assert_close(features, scenes.features)


def test_encoder_size(student, models, right_models, as_tensor, assert_close):
    """The encoder has the parameters of its parts, and none of the classifier's."""
    encoder = models.encoder(is_filled=False)

    in_a_row = student.torch("nn.utils.parameters_to_vector")
    found = as_tensor(in_a_row(encoder.parameters()), shape=(None,))

    known = sum(values.numel() for values in right_models[0].parameters())
    assert_close(len(found), known, metric="exact")


def test_teacher_logits(models, look, right_models, assert_close, rng, instance):
    """Each word is scored from the features and the right words before it."""
    features = look(5 if instance == "public" else 3).features
    # Words in an order that greedy decoding would not choose.
    captions = torch.randint(END + 1, VOCAB_SIZE, (len(features), 9), generator=rng)
    captions[:, 0] = START
    captions[0, 5:] = torch.tensor([END, PAD, PAD, PAD])

    logits = models.decoder()(features.float(), captions)

    assert_close(logits, right_models[1](features, captions))


def test_greedy(models, look, as_tensor, assert_close, instance):
    """Greedy decoding finds the words of each caption, up to its <end>."""
    scenes = look(6 if instance == "public" else 9)

    answer = models.decoder().sample(scenes.features.float())

    ids = as_tensor(answer, shape=(len(scenes.ids), None))
    is_caption = (scenes.ids == END).cumsum(dim=1) == 0
    longest = int(is_caption.sum(dim=1).max())
    assert ids.shape[1] >= longest, "The rows are shorter than the captions are."
    found, known = (
        torch.where(is_caption, row, PAD)[:, :longest]
        for row in (torch.nn.functional.pad(ids, (0, 20))[:, :20], scenes.ids)
    )
    assert_close(found, known, metric="exact")


def test_stops(models, look, as_tensor, assert_close):
    """A row has the length asked for, with nothing but <pad> after its <end>."""
    features = look(6).features.float()

    def sample(decoder):
        return as_tensor(decoder.sample(features, 16), shape=(len(features), 16))

    ids = sample(models.decoder())
    if not (ids == END).any(dim=1).all():
        # Wrong words are the business of `greedy`: lead each caption to its <end>.
        ids = sample(models.decoder(bias_of_end=DECISIVE))
        assert (ids == END).any(dim=1).all(), "There is no <end> (2) in the row."
    is_end = ids == END
    is_after = is_end.cumsum(dim=1) - is_end.long() > 0
    after = torch.where(is_after, ids, PAD)
    assert_close(after, torch.zeros_like(after), metric="exact")


def test_preprocessing(student, reference, as_tensor, assert_close, rng):
    """A picture of any size and mode becomes a normalised batch of one."""
    files = student.bring("pictures")

    for picture in reference.gallery.odd_pictures(rng):
        content = reference.gallery.as_png(picture)
        answer = student.p1_captioning.preprocess(files.opened(content))
        image = as_tensor(answer, shape=(1, 3, 64, 64))
        with Image.open(io.BytesIO(content.numpy().tobytes())) as same_picture:
            known = reference.p1_captioning.preprocess(same_picture)
        assert_close(image, known, metric="abs")


def test_vocabulary(student, reference, assert_close, assert_caption, vocabulary, rng):
    """Words and numbers are found from each other, and a row of numbers is read."""
    path, words = vocabulary
    answer = student.p1_captioning.load_vocab(path)
    word2idx, idx2word = _taken_apart(answer, "word2idx, idx2word")

    assert isinstance(word2idx, dict), "word2idx should be a dict."
    assert isinstance(idx2word, dict | list), "idx2word should be a dict."
    numbered = dict(enumerate(idx2word)) if isinstance(idx2word, list) else idx2word
    for number, word in enumerate(words):
        assert_close(word2idx.get(word), number, metric="exact")
        assert_close(numbered.get(number), word, metric="exact")

    said = torch.randint(END + 2, len(words), (3, 6), generator=rng).tolist()
    endings = [[END, PAD, PAD], [END, 7, END, 6], []]
    for row, ending in zip(said, endings, strict=True):
        inputs = torch.tensor([START, *row, *ending]), dict(enumerate(words))
        caption = student.p1_captioning.ids_to_caption(*inputs)
        assert_caption(caption, reference.p1_captioning.ids_to_caption(*inputs))


def test_loading(student, models, look, right_models, assert_carried, data):
    """load_models returns both models in eval mode, with the weights of the files."""
    scenes = look(3)
    answer = student.p1_captioning.load_models(data)
    encoder, decoder = _taken_apart(answer, "encoder, decoder")

    for model, name in ((encoder, "encoder"), (decoder, "decoder")):
        assert callable(model), f"The {name} is no model."
        in_training = model.training.fetch(default=True)
        assert in_training is False, f"The {name} is in train mode."

    def features(model):
        return model(scenes.images)

    def logits(model):
        return model(scenes.features.float(), scenes.ids)

    known = right_models[1](scenes.features, scenes.ids)
    assert_carried(features, encoder, scenes.features, models.encoder)
    assert_carried(logits, decoder, known, models.decoder)


def test_image3(student, reference, assert_caption, attach, data):
    """The caption of image3.png is the right one."""
    path = data / "image3.png"

    caption = student.p1_captioning.caption_image(path, data)

    known = reference.p1_captioning.caption_image(path, data)
    attach.captioned("image3.png", image=path, yours=caption, reference=known)
    assert_caption(caption, known)


def test_hidden_images(student, reference, look, assert_caption, data):
    """Twelve other pictures, of three sizes, are captioned word for word."""
    files = student.bring("pictures")

    for canvas in (64, 96, 128):
        scenes = look(4, canvas)
        for picture, known in zip(scenes.pictures, scenes.captions, strict=True):
            path = files.stored(reference.gallery.as_png(picture), "scene.png")
            assert_caption(student.p1_captioning.caption_image(path, data), known)


@pytest.fixture
def vocabulary(student, data, rng, instance):
    """Return the path of a vocabulary and its words; the hidden one is of no use."""
    given = json.loads((data / "vocab.json").read_text("utf-8"))
    if instance == "public":
        return data / "vocab.json", given
    letters = torch.randint(ord("a"), ord("z") + 1, (10, 5), generator=rng).tolist()
    unheard = [f"{i}{bytes(word).decode()}" for i, word in enumerate(letters)]
    words = [*given[:4], *unheard]
    content = torch.tensor(list(json.dumps(words).encode()), dtype=torch.uint8)
    return student.bring("pictures").stored(content, "words.json"), words


def _near(actual, known):
    """Tell whether two values differ by no more than rounding."""
    if actual.shape != known.shape:
        return False
    return bool((actual - known).abs().max() <= ROUNDING * known.abs().max())


def _taken_apart(value, names):
    """Return the two things that a function of the student's returned."""
    assert isinstance(value, tuple | list), f"Return two values: {names}."
    assert len(value) == 2, f"Return two values: {names}."
    return value
