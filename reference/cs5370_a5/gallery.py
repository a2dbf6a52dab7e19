"""Pictures for the checks of p1: clear scenes, and pictures of odd kinds.

Not an answer: the checks of the captioning question draw their inputs here. A scene
is clear where the reference captions it rightly, and at every word by a margin that
rounding, or another way to resize, does not eat up.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import p1_captioning
import scenes
import torch
from jaxtyping import Float, Int, UInt8
from PIL import Image
from torch import Tensor

Models = tuple[p1_captioning.EncoderCNN, p1_captioning.DecoderRNN]

MARGIN = 1.0
"""Smallest difference between the best and the second-best logit of a clear scene."""
MAX_LEN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenes:
    """Clear scenes, and what the reference makes of them."""

    pictures: list[Image.Image]
    images: Float[Tensor, "b 3 h w"]
    """Preprocessed, float32."""
    features: Float[Tensor, "b e"]
    """Of the encoder, float64."""
    ids: Int[Tensor, "b t"]
    """What greedy decoding yields, padded to 20 numbers."""
    captions: list[str]


def clear_scenes(
    models: Models, rng: torch.Generator, count: int, canvas: int = p1_captioning.SIZE
) -> Scenes:
    """Draw scenes until there are enough clear ones.

    A third of them, rounded down, show one shape and the others two, so that captions
    of a batch end at different steps.

    Args:
        models: encoder and decoder, trained, in float64 and eval mode.
        rng: where everything random comes from.
        count: how many clear scenes are returned.
        canvas: width and height of the pictures, in pixels.
    """
    source = random.Random(int(torch.randint(2**31, (), generator=rng)))  # noqa: S311  (data, no secret)
    wanted = {"one shape": count // 3, "two shapes": count - count // 3}
    found = []
    for looked_at in _look(models, source, canvas, count):
        *_, caption = looked_at
        kind = "two shapes" if "of" in caption or "above" in caption else "one shape"
        if wanted[kind]:
            wanted[kind] -= 1
            found.append(looked_at)
        if not any(wanted.values()):
            break
    pictures, images, features, ids, captions = zip(*found, strict=True)
    return Scenes(
        pictures=list(pictures),
        images=torch.stack(images),
        features=torch.stack(features),
        ids=torch.stack(ids),
        captions=list(captions),
    )


def odd_pictures(rng: torch.Generator) -> Iterator[Image.Image]:
    """Draw a small picture, a large one, and one each of three other modes.

    The large one is smooth, and the modes stand at 64 x 64: filters that differ in
    what they do to a reduced picture, or to alpha and palette, agree on these.
    """
    yield Image.fromarray(_noise(rng, 28, 40))
    right = torch.linspace(0, 1, 150)[None, :, None]  # (1, w, 1)
    down = torch.linspace(0, 1, 110)[:, None, None]  # (h, 1, 1)
    slopes = torch.tensor([60.0, -50.0, 30.0]), torch.tensor([-30.0, 40.0, 55.0])
    corner = torch.tensor([90.0, 150.0, 60.0])
    smooth = corner + slopes[0] * right + slopes[1] * down  # (h, w, 3)
    yield Image.fromarray(smooth.round().to(torch.uint8).numpy())
    square = Image.fromarray(_noise(rng, p1_captioning.SIZE, p1_captioning.SIZE))
    for mode in ("L", "RGBA", "P"):
        yield square.convert(mode)


def as_png(picture: Image.Image) -> UInt8[Tensor, " n"]:
    """Return the bytes of a PNG file."""
    file = io.BytesIO()
    picture.save(file, format="PNG")
    return torch.frombuffer(bytearray(file.getvalue()), dtype=torch.uint8)


@torch.no_grad()
def _look(
    models: Models, source: random.Random, canvas: int, batch: int
) -> Iterator[tuple[Image.Image, Tensor, Tensor, Tensor, str]]:
    """Draw scenes without end; yield picture, image, features, ids, caption of each.

    Those that are not clear are left out.
    """
    encoder, decoder = models
    idx2word = dict(enumerate(scenes.WORDS))
    while True:
        drawn = [scenes.scene(source, canvas=canvas) for _ in range(batch)]
        images = torch.cat([p1_captioning.preprocess(picture) for picture, _ in drawn])
        features = encoder(images.double())  # (b, e)
        ids = decoder.sample(features, MAX_LEN)  # (b, t)
        margins = _margins(decoder(features, ids), ids)  # (b,)
        for row, (picture, words) in enumerate(drawn):
            caption = p1_captioning.ids_to_caption(ids[row], idx2word)
            if margins[row] >= MARGIN and caption == " ".join(words):
                yield picture, images[row], features[row], ids[row], caption


def _margins(
    logits: Float[Tensor, "b t v"], ids: Int[Tensor, "b t"]
) -> Float[Tensor, " b"]:
    """Return the smallest margin on the way to <end>, one a caption."""
    best = logits.topk(2, dim=-1).values  # (b, t, 2)
    margins = best[..., 0] - best[..., 1]  # (b, t)
    is_end = ids == p1_captioning.END
    is_after = is_end.cumsum(dim=1) - is_end.long() > 0
    return margins.masked_fill(is_after, torch.inf).amin(dim=-1)


def _noise(rng: torch.Generator, height: int, width: int) -> np.ndarray:
    """Draw colours that no neighbour shares: uint8, (height, width, 3)."""
    drawn = torch.randint(0, 256, (height, width, 3), generator=rng)
    return drawn.to(torch.uint8).numpy()
