"""Pictures made of pixels: images in a row, numbers as colours, an image with words.

Everything is bounded and encoded here, from numbers: no byte of a student's is passed
on. What cannot be drawn of the student's values is an :class:`UndrawableError`.
"""

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from markstone.comparison import as_numbers
from markstone.model import Picture, Tile

Numbers = NDArray[np.float64]
Pixels = NDArray[np.uint8]

# Loaded before any fork, so that no fork has to.
Image.preinit()

_MOST_PIXELS = 36_000
"""Of a picture, times the channels: in PNG never above 48 KiB."""
_MOST_IMAGES = 8
_MOST_NAMED = 12
"""Rows whose largest entries the text for screen readers names."""
_LONGEST_NAME = 40
_LONGEST_TEXT = 300
_GREY = 128
_LAST = 62
"""The place of the last colour of a scale."""
_NOT_A_NUMBER = 63
"""The place of the colour for what is no finite number."""
_FEWEST_STEPS = 1e-3
"""Of the reference's range: differences below look like none."""

_VIRIDIS = (
    *("440154", "472d7b", "3b528b", "2c728e"),
    *("21918c", "28ae80", "addc30", "fde725"),
)
_BLUE_TO_RED = ("2166ac", "92c5de", "f7f7f7", "f4a582", "b2182b")


class Names(NamedTuple):
    """Of the rows and the columns of a table; empty where they have none."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]


_NAMELESS = Names((), ())


class UndrawableError(Exception):
    """The student's values have another shape than what they stand beside."""


def images(
    caption: str,
    *,
    yours: object,
    reference: object,
    shape: tuple[int, int],
    given: object = None,
) -> Picture:
    """Show the student's images above the reference's.

    Args:
        caption: what they are.
        yours: as many numbers as the reference has; 0 is black and 1 is white.
        reference: any number of images.
        shape: height and width of one.
        given: what both were made from, shown above them.

    Raises:
        UndrawableError: *yours* has another shape.
        NotNumbersError: it is no numbers.
    """
    right, own = numbers(reference), like(yours, reference)
    strips = {"yours": own, "reference": right}
    if given is not None:
        strips = {"input": numbers(given), **strips}
    count = min(right.size // math.prod(shape), _MOST_IMAGES)
    room = _MOST_PIXELS // len(strips)
    tiles = tuple(
        _strip(label, values.reshape(-1, *shape)[:count], room)
        for label, values in strips.items()
    )
    off = np.abs(own - right)
    height, width = shape
    alt = (
        f"{count} images of {width} by {height} pixels in a row, yours above the "
        f"reference's. On a scale from 0 (black) to 1 (white) a pixel of yours is off "
        f"by {said(_mean(off))} on average and by {said(_most(off))} at most."
    )
    return Picture(caption=caption, alt=alt + _lost(own), tiles=tiles)


def heat(
    caption: str,
    *,
    yours: object,
    reference: object,
    shape: tuple[int, int] | None = None,
    names: tuple[Sequence[str], Sequence[str]] = ((), ()),
    beside: str = "reference",
) -> Picture:
    """Show a table of the student's, the reference's, and their difference, as colours.

    Args:
        caption: what they are.
        yours: a table as large as the reference.
        reference: a table; its range is that of the colours.
        shape: rows and columns, where both are no tables yet.
        names: of the rows and of the columns, such as words, where they have any.
        beside: what the reference is called.

    Raises:
        UndrawableError: *yours* has another shape.
        NotNumbersError: it is no numbers.
    """
    right, own = numbers(reference), like(yours, reference)
    if shape is not None:
        right, own = right.reshape(shape), own.reshape(shape)
    step = math.ceil(math.sqrt(3 * right.size / _MOST_PIXELS))
    right, own = right[::step, ::step], own[::step, ::step]
    known = Names(*(tuple(str(n)[:_LONGEST_NAME] for n in some) for some in names))
    low, high = float(right.min()), float(right.max())
    apart = own - right
    span = max(_most(np.abs(apart)), _FEWEST_STEPS * (high - low)) or 1.0
    tiles = (
        _coloured("yours", own, (low, high), _VIRIDIS, known),
        _coloured(beside, right, (low, high), _VIRIDIS, known),
        _coloured("difference", apart, (-span, span), _BLUE_TO_RED, known),
    )
    alt = _told_of_tables(own, right, known, beside)
    return Picture(caption=caption, alt=alt + _lost(own), tiles=tiles)


def captioned(caption: str, *, image: Path, yours: object, reference: str) -> Picture:
    """Show an image of the course with the student's words for it and the reference's.

    Args:
        caption: what it is.
        image: an image file of the course, never of a student's.
        yours: the student's caption.
        reference: the right one.

    Raises:
        UndrawableError: *yours* is no text.
        OSError: there is no such image.
    """
    if not isinstance(yours, str):
        raise UndrawableError("no text")
    with Image.open(image) as opened:
        coloured = opened.convert("RGB")
    shrunk = coloured.reduce(_factor(3 * coloured.width * coloured.height))
    width, height = shrunk.size
    tile = Tile(label="image", png=_png(shrunk), width=width, height=height)
    own, right = (text[:_LONGEST_TEXT] for text in (yours, reference))
    alt = f"{image.name}. Your caption: “{own}”. The reference's: “{right}”."
    texts = (("yours", own), ("reference", right))
    return Picture(caption=caption, alt=alt, tiles=(tile,), texts=texts)


def numbers(value: object) -> Numbers:
    """Return numbers in any form as an array.

    Raises:
        NotNumbersError: they are none.
        UndrawableError: they are complex.
    """
    return _array(as_numbers(value))


def like(yours: object, reference: object) -> Numbers:
    """Return the student's numbers, if they have the reference's shape.

    Raises:
        NotNumbersError: they are no numbers.
        UndrawableError: they have another shape, or are complex.
    """
    found = as_numbers(yours)
    # Looked at before anything is computed: it may be of any size.
    if found.shape != as_numbers(reference).shape:
        raise UndrawableError("another shape")
    return _array(found)


def _array(tensor: Tensor) -> Numbers:
    if tensor.is_complex():
        raise UndrawableError("complex numbers")
    return np.asarray(tensor.double().numpy())


def said(value: float) -> str:
    """Write a number as a person would, with three digits."""
    return f"{value:.3g}"


def _strip(label: str, shown: Numbers, room: int) -> Tile:
    """Lay images side by side, with a line of grey between them."""
    count, height, width = shown.shape
    grey = np.full((height, count, width + 1), _GREY, dtype=np.uint8)
    scaled = np.nan_to_num(shown, nan=0.5).clip(0.0, 1.0) * 255
    grey[:, :, :width] = np.rint(scaled).astype(np.uint8).transpose(1, 0, 2)
    strip = Image.fromarray(grey.reshape(height, -1)[:, :-1])
    return _tile(label, strip.reduce(_factor(strip.width * strip.height, room)))


def _coloured(
    label: str,
    values: Numbers,
    span: tuple[float, float],
    colours: Sequence[str],
    names: Names,
) -> Tile:
    low, high = span
    share = (values - low) / ((high - low) or 1.0)
    places = np.rint(np.nan_to_num(share, nan=0.0).clip(0.0, 1.0) * _LAST)
    indices = np.where(np.isfinite(values), places, _NOT_A_NUMBER).astype(np.uint8)
    image = Image.fromarray(indices, mode="P")
    image.putpalette(_palette(colours))
    reach = f"at most {said(_most(np.abs(values)))}"
    scale = reach if low == -high else _range(values)
    return _tile(label, image, names, scale)


def _tile(
    label: str,
    image: Image.Image,
    names: Names = _NAMELESS,
    scale: str = "",
) -> Tile:
    width, height = image.size
    return Tile(
        label=label,
        png=_png(image),
        width=width,
        height=height,
        rows=names.rows if len(names.rows) == height else (),
        columns=names.columns if len(names.columns) == width else (),
        scale=scale,
    )


def _png(image: Image.Image) -> bytes:
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def _factor(size: int, room: int = _MOST_PIXELS) -> int:
    """Return by how much each side has to shrink."""
    return max(1, math.ceil(math.sqrt(size / room)))


def _palette(colours: Sequence[str]) -> bytes:
    """Return the colours of a scale, and grey."""
    corners = np.array([list(bytes.fromhex(colour)) for colour in colours])
    at = np.linspace(0, len(colours) - 1, _LAST + 1)
    channels = [np.interp(at, range(len(colours)), corners[:, c]) for c in range(3)]
    ramp = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    return bytes(ramp) + bytes([_GREY] * 3)


def _range(values: Numbers) -> str:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return "nowhere"
    return f"from {said(float(finite.min()))} to {said(float(finite.max()))}"


def _named(names: tuple[Sequence[str], Sequence[str]]) -> Names:
    rows, columns = (
        tuple(str(name)[:_LONGEST_NAME] for name in some) for some in names
    )
    return Names(rows, columns)


def _told_of_tables(own: Numbers, right: Numbers, names: Names, beside: str) -> str:
    """Say how far the tables reach, and where named rows are largest."""
    alt = (
        f"Two maps of {len(right)} by {right.shape[1]} values and their difference. "
        f"Yours go {_range(own)}, those of the {beside} {_range(right)}; the largest "
        f"difference is {said(_most(np.abs(own - right)))}."
    )
    has_names = (len(names.rows), len(names.columns)) == right.shape
    if not has_names or len(names.rows) > _MOST_NAMED:
        return alt
    for name, mine, known in zip(names.rows, own, right, strict=True):
        if np.isfinite(mine).all():
            best, aimed = int(mine.argmax()), int(known.argmax())
            alt += (
                f" In the row “{name}” yours is largest at {names.columns[best]} "
                f"({said(mine[best])}), the {beside} at {names.columns[aimed]} "
                f"({said(known[aimed])})."
            )
    return alt


def _lost(own: Numbers) -> str:
    count = int(own.size - np.isfinite(own).sum())
    return f" {count} of your values are no finite numbers." if count else ""


def _mean(off: Numbers) -> float:
    finite = off[np.isfinite(off)]
    return float(finite.mean()) if finite.size else math.inf


def _most(off: Numbers) -> float:
    finite = off[np.isfinite(off)]
    return float(finite.max()) if finite.size else math.inf
