"""What a check shows of an answer: small images, numbers and words, no drawing yet."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """Pixels: images in a row, or a table of numbers as colours."""

    label: str
    """Whose it is: ``yours``, ``reference``, or what else it shows."""
    png: bytes
    width: int
    height: int
    """In pixels of the PNG."""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """Names of rows and columns of pixels, where they have any."""
    scale: str = ""
    """What the darkest and the lightest colour stand for."""


class Style(StrEnum):
    """How a series is drawn."""

    LINE = "line"
    PATH = "path"
    """A line through numbered stations."""
    POINTS = "points"
    ARROWS = "arrows"
    """From the origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Points of a plane; a coordinate that is not finite is a gap."""

    label: str
    style: Style
    xs: tuple[float, ...]
    ys: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Series in one plane."""

    x_name: str
    y_name: str
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A table of whole numbers."""

    label: str
    row_name: str
    column_name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a network that goes down and up again, with its shapes."""

    name: str
    depth: int
    """0 at the top."""
    side: str
    """``down``, ``bottom`` or ``up``."""
    yours: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a check attached; one of its parts, or none where a note says why."""

    caption: str
    alt: str
    """What a person would see in it, in sentences with figures."""
    tiles: tuple[Tile, ...] = ()
    chart: Chart | None = None
    matrix: Matrix | None = None
    levels: tuple[Level, ...] = ()
    beside: str = "reference"
    """What the second shapes of :attr:`levels` are."""
    texts: tuple[tuple[str, str], ...] = ()
    """A label and a text each, such as two captions of one image."""
    note: str = ""
    """Why there is nothing to be seen."""
