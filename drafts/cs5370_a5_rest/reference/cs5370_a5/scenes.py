"""Scenes of one or two coloured shapes with their captions.

They stand in for the photographs of the original assignment: p1 captions the
pictures, the language model of p3 learns from the captions. Everything random is
drawn from the generator that is passed in, in a fixed order, so that a seed names a
scene for good.
"""

import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

Rgb = tuple[int, int, int]

COLORS: dict[str, Rgb] = {
    "red": (214, 40, 40),
    "green": (46, 160, 67),
    "blue": (40, 90, 220),
    "yellow": (235, 200, 30),
}
SHAPES = ["circle", "square", "triangle"]
SIZES = {"small": 7, "large": 13}
"""From the middle of a shape to its edge, in pixels."""

SPECIAL = ["<pad>", "<start>", "<end>", "<unk>"]
WORDS = [*SPECIAL, "a", *SIZES, *COLORS, *SHAPES, "left", "above", "of"]
VOCAB = {word: number for number, word in enumerate(WORDS)}

SIZE = 64
"""Width and height of the picture a scene is drawn on, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One thing in a scene."""

    size: str
    color: str
    rgb: Rgb
    """The colour as drawn, a little off the one that is named."""
    shape: str
    x: int
    y: int

    @property
    def radius(self) -> int:
        """From the middle to the edge, in pixels."""
        return SIZES[self.size]

    @property
    def words(self) -> list[str]:
        """What a caption calls it."""
        return ["a", self.size, self.color, self.shape]


def scene(rng: random.Random, canvas: int = SIZE) -> tuple[Image.Image, list[str]]:
    """Draw a scene of one shape (three in ten) or two, and say what it shows.

    Args:
        rng: where everything random comes from.
        canvas: width and height of the returned RGB picture; the scene is drawn at
            64 x 64 and enlarged or reduced without smoothing.
    """
    background = tuple(rng.randint(200, 255) for _ in range(3))
    picture = Image.new("RGB", (SIZE, SIZE), background)
    shapes = _place(rng, 1 if rng.random() < 0.3 else 2)
    for shape in shapes:
        draw(ImageDraw.Draw(picture), shape)
    words = caption(shapes)
    noise = np.random.default_rng(rng.randint(0, 2**31)).integers(
        -6, 7, (SIZE, SIZE, 3)
    )
    pixels = np.asarray(picture).astype(np.int16) + noise
    picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    if canvas != SIZE:
        picture = picture.resize((canvas, canvas), Image.Resampling.NEAREST)
    return picture, words


def draw(onto: ImageDraw.ImageDraw, shape: Shape) -> None:
    """Fill a shape."""
    x, y, r = shape.x, shape.y, shape.radius
    if shape.shape == "circle":
        onto.ellipse([x - r, y - r, x + r, y + r], fill=shape.rgb)
    elif shape.shape == "square":
        onto.rectangle([x - r, y - r, x + r, y + r], fill=shape.rgb)
    else:
        onto.polygon([(x, y - r), (x - r, y + r), (x + r, y + r)], fill=shape.rgb)


def caption(shapes: list[Shape]) -> list[str]:
    """Name the shapes, the left or the upper one first.

    Two shapes are "left of" each other where they are further apart sideways than
    up and down, "above" each other otherwise.
    """
    if len(shapes) == 1:
        return shapes[0].words
    a, b = shapes
    if abs(a.x - b.x) > abs(a.y - b.y):
        left, right = (b, a) if a.x > b.x else (a, b)
        return [*left.words, "left", "of", *right.words]
    upper, lower = (b, a) if a.y > b.y else (a, b)
    return [*upper.words, "above", *lower.words]


def _place(rng: random.Random, count: int) -> list[Shape]:
    """Draw shapes until they neither touch nor stand so that a caption is unclear."""
    while True:
        shapes = [_shape(rng) for _ in range(count)]
        if count == 1:
            return shapes
        a, b = shapes
        dx, dy = abs(a.x - b.x), abs(a.y - b.y)
        if max(dx, dy) > a.radius + b.radius + 2 and abs(dx - dy) > 8:
            return shapes


def _shape(rng: random.Random) -> Shape:
    # The order of these draws is part of what a seed means.
    size = rng.choice(list(SIZES))
    color = rng.choice(list(COLORS))
    red, green, blue = (
        max(0, min(255, value + rng.randint(-20, 20))) for value in COLORS[color]
    )
    shape = rng.choice(SHAPES)
    r = SIZES[size]
    x, y = rng.randint(r + 1, SIZE - r - 2), rng.randint(r + 1, SIZE - r - 2)
    return Shape(size=size, color=color, rgb=(red, green, blue), shape=shape, x=x, y=y)
