"""Makes the weights, the vocabulary and the picture of question p1.

Called by `make_assets.py`. The scenes are drawn anew for every batch, some at the
encoder's own size and some larger and resized, as pictures from files are.
"""

import json
import random
from pathlib import Path

import p1_captioning as p1
import scenes
import torch
from torch import Tensor, nn
from torch.nn import functional

STEPS, BATCH = 3500, 128
QUICK_STEPS, QUICK_BATCH = 40, 32
LEARNING_RATE = 4e-3
CANVASES = (64, 64, 64, 80, 96, 128, 160)
"""Widths of the pictures, in pixels, each as likely as the others."""
LONGEST = 12
"""Words of the longest caption, `<start>` and `<end>` included."""

IMAGE3_SEED = 12258
"""Names the scene of `image3.png`: a large yellow triangle left of a small ..."""
IMAGE3_CANVAS = 128


def make_captioning(folder: Path, *, quick: bool = False) -> None:
    """Train encoder and decoder of question p1 on rendered scenes.

    Writes `encoder.pt` and `decoder.pt`, the state dicts of the reference's classes,
    `vocab.json`, the list of words, and `image3.png`, the picture to caption.

    Args:
        folder: where the four files go.
        quick: 40 small steps instead of 3500; the files have the same shapes.
    """
    encoder, decoder = _train(quick=quick)
    for size in (p1.SIZE, IMAGE3_CANVAS):
        share = _exact((encoder, decoder), size, 50 if quick else 1000)
        print(f"captioning: {share:.1%} of the captions right at {size} x {size}")

    for model, name in ((encoder, "encoder.pt"), (decoder, "decoder.pt")):
        # How many batches batch norm has seen is of no use to anybody.
        weights = {
            key: values
            for key, values in model.state_dict().items()
            if not key.endswith("num_batches_tracked")
        }
        torch.save(weights, folder / name)
    (folder / "vocab.json").write_text(json.dumps(scenes.WORDS), encoding="utf-8")
    rng = random.Random(IMAGE3_SEED)  # noqa: S311  (data, no secret)
    picture, _ = scenes.scene(rng, canvas=IMAGE3_CANVAS)
    picture.save(folder / "image3.png")


def _train(*, quick: bool) -> tuple[nn.Module, nn.Module]:
    """Return encoder and decoder, trained together by teacher forcing."""
    steps, batch = (QUICK_STEPS, QUICK_BATCH) if quick else (STEPS, BATCH)
    torch.manual_seed(0)
    encoder = p1.EncoderCNN(p1.EMBED)
    decoder = p1.DecoderRNN(p1.EMBED, p1.HIDDEN, p1.VOCAB_SIZE, p1.LAYERS)
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()])
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, LEARNING_RATE, total_steps=steps
    )
    rng = random.Random(0)  # noqa: S311  (data, no secret)
    for _ in range(steps):
        images, captions = _draw(rng, batch)
        logits = decoder(encoder(images), captions)  # (b, t, v)
        loss = functional.cross_entropy(
            logits.transpose(1, 2), captions, ignore_index=p1.PAD
        )
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
    return encoder.eval(), decoder.eval()


@torch.no_grad()
def _exact(models: tuple[nn.Module, nn.Module], canvas: int, count: int) -> float:
    """Return the share of new scenes that are captioned word for word."""
    encoder, decoder = models
    idx2word = dict(enumerate(scenes.WORDS))
    rng = random.Random(1)  # noqa: S311  (data, no secret)
    right = 0
    for _ in range(count):
        picture, words = scenes.scene(rng, canvas=canvas)
        ids = decoder.sample(encoder(p1.preprocess(picture)))[0]
        right += p1.ids_to_caption(ids, idx2word) == " ".join(words)
    return right / count


def _draw(rng: random.Random, count: int) -> tuple[Tensor, Tensor]:
    """Draw scenes: normalised images (b, 3, 64, 64) and word numbers (b, 12)."""
    images = []
    captions = torch.full((count, LONGEST), p1.PAD)
    for row in range(count):
        picture, words = scenes.scene(rng, canvas=rng.choice(CANVASES))
        images.append(p1.preprocess(picture))
        ids = [scenes.VOCAB[word] for word in ["<start>", *words, "<end>"]]
        captions[row, : len(ids)] = torch.tensor(ids)
    return torch.cat(images), captions
