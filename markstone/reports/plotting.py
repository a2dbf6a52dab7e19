"""Where the points and the axes of a chart lie on a page."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from markstone.model import Chart, Series, Style

Point = tuple[float, float]
Placing = Callable[[float, float], Point]
"""Where a point of a chart lies on the page."""

_WIDTH, _HEIGHT = 380, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 10, 40
_TICKS = 4
_FAR = 6.0
"""How many times the reference's extent a chart grows to show the student's."""
_NAMED_STATIONS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word at its place."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A series on the plane."""

    label: str
    tone: str
    """``yours`` or ``beside``, a class of the style sheet."""
    paths: tuple[str, ...] = ()
    arrows: tuple[Point, ...] = ()
    dots: tuple[Point, ...] = ()
    names: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """A chart with its axes."""

    width: float = _WIDTH
    height: float = _HEIGHT
    left: float = _LEFT
    top: float = _TOP
    right: float = _WIDTH - _RIGHT
    bottom: float = _HEIGHT - _BOTTOM
    origin: Point = (0.0, 0.0)
    x_ticks: tuple[Word, ...]
    y_ticks: tuple[Word, ...]
    x_name: str
    y_name: str
    marks: tuple[Mark, ...]
    is_cut: bool
    """Whether something of the student's lies outside."""


def plane(chart: Chart) -> Plane:
    """Lay a chart out; what lies far outside the reference is cut off."""
    spans = [_span(chart, "xs"), _span(chart, "ys")]
    if any(series.style is Style.ARROWS for series in chart.series):
        # One unit for both axes, or no angle would be what it seems.
        far = max(abs(end) for span in spans for end in span)
        wide = far * (_WIDTH - _LEFT - _RIGHT) / (_HEIGHT - _TOP - _BOTTOM)
        spans = [(-wide, wide), (-far, far)]
    (x_low, x_high), (y_low, y_high) = spans

    def at(x: float, y: float) -> Point:
        return (
            _place(x, x_low, x_high, _LEFT, _WIDTH - _RIGHT),
            _place(y, y_low, y_high, _HEIGHT - _BOTTOM, _TOP),
        )

    marks = tuple(_mark(series, at) for series in chart.series)
    return Plane(
        origin=at(0.0, 0.0),
        x_ticks=tuple(
            Word(x=at(x, y_low)[0], y=_HEIGHT - _BOTTOM + 15, text=f"{x:g}")
            for x in _ticks(x_low, x_high)
        ),
        y_ticks=tuple(
            Word(x=_LEFT - 6, y=at(x_low, y)[1], text=f"{y:g}", anchor="end")
            for y in _ticks(y_low, y_high)
        ),
        x_name=chart.x_name,
        y_name=chart.y_name,
        marks=marks,
        is_cut=any(
            not (x_low <= x <= x_high and y_low <= y <= y_high)
            for series in chart.series
            for x, y in _finite(series)
        ),
    )


def _mark(series: Series, at: Placing) -> Mark:
    tone = "yours" if series.label == "yours" else "beside"
    places = [at(x, y) for x, y in _finite(series)]
    match series.style:
        case Style.POINTS:
            return Mark(label=series.label, tone="points", dots=tuple(places))
        case Style.ARROWS:
            return Mark(label=series.label, tone=tone, arrows=tuple(places))
        case Style.LINE:
            paths = tuple(_path(run) for run in _runs(series, at))
            dots = tuple(places) if len(places) <= _NAMED_STATIONS else ()
            return Mark(label=series.label, tone=tone, paths=paths, dots=dots)
        case Style.PATH:
            is_own = tone == "yours" and len(places) <= _NAMED_STATIONS
            return Mark(
                label=series.label,
                tone=tone,
                paths=tuple(_path(run) for run in _runs(series, at)),
                dots=tuple(places),
                names=tuple(_names(places)) if is_own else (),
            )


def _names(places: Sequence[Point]) -> Iterator[Word]:
    """Number the stations; those at one place share a word."""
    visits: dict[Point, list[str]] = {}
    for number, place in enumerate(places):
        visits.setdefault(place, []).append(str(number))
    for (x, y), numbers in visits.items():
        yield Word(x=x + 6, y=y - 6, text=", ".join(numbers), anchor="start")


def _runs(series: Series, at: Placing) -> Iterator[list[Point]]:
    """Yield the pieces of a line between its gaps."""
    run: list[Point] = []
    for x, y in zip(series.xs, series.ys, strict=False):
        if math.isfinite(x) and math.isfinite(y):
            run.append(at(x, y))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _path(run: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in run)


def _finite(series: Series) -> list[Point]:
    pairs = zip(series.xs, series.ys, strict=False)
    return [(x, y) for x, y in pairs if math.isfinite(x) and math.isfinite(y)]


def _span(chart: Chart, axis: str) -> tuple[float, float]:
    """Return what an axis shows: the reference, and the student's where it is near."""

    def ends(some: Iterable[Series]) -> tuple[float, float] | None:
        along = chain(*(getattr(series, axis) for series in some))
        values = [value for value in along if math.isfinite(value)]
        return (min(values), max(values)) if values else None

    known = ends(s for s in chart.series if s.label != "yours")
    whole = ends(chart.series)
    if known is None or whole is None:
        low, high = whole or (0.0, 1.0)
    else:
        size = known[1] - known[0] or abs(known[1]) or 1.0
        low = max(whole[0], known[0] - _FAR * size)
        high = min(whole[1], known[1] + _FAR * size)
    margin = 0.08 * (high - low) or 0.5 * abs(high) or 1.0
    return low - margin, high + margin


def _place(value: float, low: float, high: float, start: float, end: float) -> float:
    share = min(max((value - low) / (high - low), -0.02), 1.02)
    return _round(start + share * (end - start))


def _ticks(low: float, high: float) -> list[float]:
    """Return round numbers between two, some four of them."""
    step = 10 ** math.floor(math.log10((high - low) / _TICKS))
    step *= next(f for f in (1, 2, 5, 10) if (high - low) / (step * f) <= _TICKS + 1)
    first = math.ceil(low / step)
    return [round(n * step, 10) for n in range(first, first + 8) if n * step <= high]


def _round(value: float) -> float:
    return round(value, 1)
