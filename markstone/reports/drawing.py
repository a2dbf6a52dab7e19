"""Where on a page the parts of a picture lie; templates/pictures.html sets them."""

import base64
import math
from dataclasses import dataclass, replace
from itertools import pairwise

from markstone.model import Award, Level, Matrix, Picture, Scorecard, Tile, Visibility
from markstone.reports.plotting import Point, Word

_WIDEST_STRIP, _WIDEST_MAP, _WIDEST_NAMED = 420, 192, 240
_LARGEST_PIXEL, _LARGEST_NAMED = 16, 40
_LETTER = 6.4
"""Pixels that a letter takes at the size of a label."""
_LINE = 15
_CELL = 26
_BOX, _GAP = 196, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """A tile with the names of its rows and columns around it."""

    label: str
    scale: str
    width: float
    height: float
    x: float
    y: float
    wide: float
    high: float
    """Of the image in it."""
    source: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number of a matrix at its place."""

    x: float
    y: float
    text: str
    share: int
    """Fourths of the largest of its row, for shading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A matrix with its names."""

    side: float = _CELL
    width: float
    height: float
    cells: tuple[Cell, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A level of a network at its place."""

    x: float
    y: float
    width: float = _BOX
    height: float
    words: tuple[Word, ...]
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """A network that goes down and up again."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[tuple[Point, Point], ...]


def shown(award: Award, card: Scorecard, stem: str) -> tuple[Picture, ...]:
    """Return the pictures of a check that the student may see."""
    if award.check.visibility is not Visibility.PUBLIC:
        return ()
    return card.pictures.get((stem, award.check.name), ())


def is_strip(tile: Tile) -> bool:
    """Whether it is a row of images, which looks best above or below another one."""
    return not tile.rows and tile.width > 3 * tile.height


def pixels(tile: Tile) -> Pixels:
    """Lay a tile out with the names around it."""
    wide, high = _size(tile)
    left = _LETTER * max(map(len, tile.rows)) + 4 if tile.rows else 0.0
    longest = _LETTER * max(map(len, tile.columns)) + 4 if tile.columns else 0.0
    is_steep = longest > wide / tile.width
    below = longest if is_steep else _LINE if tile.columns else 0.0
    rows = [
        Word(
            x=left - 4,
            y=_round((place + 0.5) * high / tile.height + 4),
            text=name,
            anchor="end",
        )
        for place, name in enumerate(tile.rows)
    ]
    columns = [
        Word(
            x=_round(left + (place + 0.5) * wide / tile.width),
            y=high + (4 if is_steep else 12),
            text=name,
            anchor="end" if is_steep else "middle",
            tone="steep" if is_steep else "",
        )
        for place, name in enumerate(tile.columns)
    ]
    return Pixels(
        label=tile.label,
        scale=tile.scale,
        width=_round(left + wide),
        height=_round(high + below),
        x=_round(left),
        y=0,
        wide=_round(wide),
        high=_round(high),
        source=f"data:image/png;base64,{base64.b64encode(tile.png).decode()}",
        words=(*rows, *columns),
    )


def _size(tile: Tile) -> tuple[float, float]:
    if is_strip(tile):
        widest, largest = _WIDEST_STRIP, _LARGEST_PIXEL
    elif tile.rows or tile.columns:
        widest, largest = _WIDEST_NAMED, _LARGEST_NAMED
    else:
        widest, largest = _WIDEST_MAP, _LARGEST_PIXEL
    scale = min(widest / tile.width, largest)
    scale = int(scale) if scale >= 1 else scale
    least = _LINE if tile.rows else 0
    return scale * tile.width, max(scale, least) * tile.height


def table(matrix: Matrix) -> Table:
    """Lay a matrix out."""
    left = _LETTER * max(map(len, matrix.rows)) + 30
    top = 36.0
    cells = [
        Cell(
            x=_round(left + _CELL * column),
            y=top + _CELL * row,
            text=str(count) if count else "",
            share=math.ceil(4 * count / max(*counts, 1)),
        )
        for row, counts in enumerate(matrix.cells)
        for column, count in enumerate(counts)
    ]
    middle = _CELL * len(matrix.columns) / 2
    words = [
        *(
            Word(x=left - 6, y=top + _CELL * (n + 0.5) + 4, text=name, anchor="end")
            for n, name in enumerate(matrix.rows)
        ),
        *(
            Word(x=_round(left + _CELL * (n + 0.5)), y=top - 6, text=name)
            for n, name in enumerate(matrix.columns)
        ),
        Word(x=left + middle, y=12, text=matrix.column_name, tone="name"),
        Word(x=2, y=top - 6, text=matrix.row_name, anchor="start", tone="name"),
    ]
    return Table(
        width=_round(left + 2 * middle + 2),
        height=top + _CELL * len(matrix.rows) + 2,
        cells=tuple(cells),
        words=tuple(words),
    )


def diagram(picture: Picture) -> Diagram:
    """Lay the levels of a network out: down on the left, up on the right."""
    depths = sorted({level.depth for level in picture.levels})
    tops: dict[int, float] = {}
    y = 2.0
    for depth in depths:
        tops[depth] = y
        here = (level for level in picture.levels if level.depth == depth)
        y += _LINE * max(len(_lines(v, picture.beside)) for v in here) + 12 + _GAP
    columns = {"down": 2.0, "bottom": 2 + (_BOX + _GAP) / 2, "up": 2 + _BOX + 2 * _GAP}
    boxes = [
        _box(level, picture.beside, columns.get(level.side, 2.0), tops[level.depth])
        for level in picture.levels
    ]
    ties = [
        ((a.x + _BOX / 2, a.y + a.height), (b.x + _BOX / 2, b.y))
        if a.y < b.y
        else ((a.x + _BOX / 2, a.y), (b.x + _BOX / 2, b.y + b.height))
        for a, b in pairwise(boxes)
    ]
    width = 2 * _BOX + 2 * _GAP + 4
    return Diagram(width=width, height=y, boxes=tuple(boxes), lines=tuple(ties))


def _box(level: Level, beside: str, x: float, y: float) -> Box:
    told = _lines(level, beside)
    words = tuple(
        replace(word, x=x + 8, y=y + 4 + _LINE * (n + 1) - 4)
        for n, word in enumerate(told)
    )
    return Box(
        x=x,
        y=y,
        height=_LINE * len(told) + 10,
        words=words,
        agrees=level.yours == level.beside,
    )


def _lines(level: Level, beside: str) -> list[Word]:
    def word(text: str, tone: str = "") -> Word:
        return Word(x=0, y=0, text=text, anchor="start", tone=tone)

    if level.yours == level.beside:
        title = f"{level.name}: yours = {beside} ✓"
        return [word(title, "name"), *map(word, level.yours)]
    return [
        word(f"{level.name}: yours ✗", "name"),
        *map(word, level.yours or ("none",)),
        word(f"{beside}:", "name"),
        *map(word, level.beside or ("none",)),
    ]


def _round(value: float) -> float:
    return round(value, 1)
