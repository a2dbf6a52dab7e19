"""Pictures made of numbers: curves, paths, directions, counts, shapes by level.

They stay numbers, rounded and bounded; the page draws them.
"""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from markstone.examiner.drawing import Numbers, UndrawableError, like, numbers, said
from markstone.model import Chart, Level, Matrix, Picture, Series, Style

Shapes = Mapping[str, Sequence[Sequence[Sequence[int]]]]
"""``down``, ``bottom`` and ``up``: level by level, the shapes on it in order."""

_MOST_POINTS = 200
_MOST_LISTED = 8
_MOST_CLASSES = 20
_MOST_LEVELS = 12
_MOST_SHAPES = 6
_MOST_AXES = 6
_DIGITS = 5


def curve(
    caption: str,
    *,
    yours: object,
    reference: object,
    x: str,
    y: str,
    beside: str = "reference",
) -> Picture:
    """Show values step by step, such as a loss in each epoch.

    Args:
        caption: what they are.
        yours: a row of numbers, of any length.
        reference: as many, or one number, which stands for all steps.
        x: what a step is.
        y: what is measured, with its unit.
        beside: what the reference is called.

    Raises:
        UndrawableError: *yours* is no row, or no single finite number is in it.
        NotNumbersError: it is no numbers.
    """
    right = numbers(reference)
    own = like(yours, reference) if right.ndim else numbers(yours)
    if own.ndim != 1 or not np.isfinite(own).any():
        raise UndrawableError("no row of numbers")
    right = np.broadcast_to(right, own.shape)
    steps = np.arange(1.0, len(own) + 1)
    series = [
        _series(label, Style.LINE, steps, values)
        for label, values in ((beside, right), ("yours", own))
    ]
    alt = (
        f"A curve of {len(own)} values of {y}, by {x}. Yours goes {_course(own)}; "
        f"{beside}: {_course(right)}."
    )
    chart = Chart(x_name=x, y_name=y, series=tuple(series))
    return Picture(caption=caption, alt=alt, chart=chart)


def trajectory(
    caption: str,
    *,
    yours: tuple[object, object],
    reference: tuple[object, object],
    axes: tuple[str, str],
) -> Picture:
    """Show a path in a plane, station by station.

    Args:
        caption: what moves.
        yours: the coordinates of the stations along both axes.
        reference: the same of the right path.
        axes: what the coordinates are called.

    Raises:
        UndrawableError: *yours* has another number of stations.
        NotNumbersError: it is no numbers.
    """
    paths = {
        "reference": [numbers(values) for values in reference],
        "yours": [like(*pair) for pair in zip(yours, reference, strict=True)],
    }
    series = tuple(_series(name, Style.PATH, *path) for name, path in paths.items())
    count = len(paths["reference"][0])
    alt = (
        f"A path of {count} stations in the plane of {axes[0]} and {axes[1]}. "
        f"Yours: {_stations(paths['yours'])}. "
        f"The reference's: {_stations(paths['reference'])}."
    )
    chart = Chart(x_name=axes[0], y_name=axes[1], series=series)
    return Picture(caption=caption, alt=alt, chart=chart)


def directions(
    caption: str,
    *,
    points: object,
    yours: object,
    reference: object,
    axes: tuple[str, str],
) -> Picture:
    """Show points of a plane with the student's directions and the reference's.

    Args:
        caption: what they are.
        points: (n, 2).
        yours: as many directions as the reference has.
        reference: (k, 2).
        axes: what the coordinates are called.

    Raises:
        UndrawableError: *yours* has another shape.
        NotNumbersError: it is no numbers.
    """
    spread, right, own = numbers(points), numbers(reference), like(yours, reference)
    # As long as the points are far, so that both can be seen.
    far = float(np.abs(spread).max()) / (float(np.abs(right).max()) or 1.0)
    series = [_series("points", Style.POINTS, *spread.T)]
    for label, arrows in (("reference", right), ("yours", own)):
        series.append(_series(label, Style.ARROWS, *(far * arrows[:_MOST_AXES]).T))
    alt = (
        f"{len(spread)} points and {len(right)} directions from the middle, measured "
        f"from the axis of {axes[0]}. Yours: {_angles(own)}; the reference's: "
        f"{_angles(right)}."
    )
    chart = Chart(x_name=axes[0], y_name=axes[1], series=tuple(series))
    return Picture(caption=caption, alt=alt, chart=chart)


def confusion(
    caption: str, *, yours: object, reference: object, classes: int
) -> Picture:
    """Count which class was taken for which.

    Args:
        caption: what was classified.
        yours: the class found for each sample, (n,).
        reference: the right ones, (n,).
        classes: how many there are.

    Raises:
        UndrawableError: *yours* are not n classes.
        NotNumbersError: they are no numbers.
    """
    right, own = numbers(reference).astype(int), like(yours, reference)
    found = np.where(np.isfinite(own), own, -1).astype(int)
    if found.min() < 0 or found.max() >= classes or classes > _MOST_CLASSES:
        raise UndrawableError("no classes")
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (right, found), 1)
    hits = int(counts.trace())
    off = counts - np.diag(counts.diagonal())
    worst, taken_for = (int(n) for n in np.unravel_index(off.argmax(), off.shape))
    alt = (
        f"Of {len(right)} samples {hits} were found to be what they are "
        f"({100 * hits / max(len(right), 1):.1f} %)."
    )
    if off.max() > 0:
        alt += f" Most often {worst} was taken for {taken_for}: {off.max()} times."
    names = tuple(map(str, range(classes)))
    matrix = Matrix(
        label="yours",
        row_name="is",
        column_name="was taken for",
        rows=names,
        columns=names,
        cells=tuple(tuple(map(int, row)) for row in counts),
    )
    return Picture(caption=caption, alt=alt, matrix=matrix)


def levels(
    caption: str, *, yours: Shapes, reference: Shapes, beside: str = "reference"
) -> Picture:
    """Show the shapes of a network that goes down and up again, level by level.

    Args:
        caption: what network.
        yours: the shapes on each level that the student says.
        reference: those that it is held against.
        beside: what these are called.
    """
    drawn = list(itertools.islice(_levels(yours, reference), _MOST_LEVELS))
    if not drawn:
        raise UndrawableError("no level")
    same = sum(level.yours == level.beside for level in drawn)
    told = [
        f" {level.name}: {', '.join(level.yours) or 'none'}; {beside}: "
        f"{', '.join(level.beside) or 'none'}."
        for level in drawn
        if level.yours != level.beside
    ]
    alt = (
        f"A network of {len(drawn)} levels, down to the bottom and up again. On {same} "
        f"of them your shapes are those of: {beside}.{''.join(told)}"
    )
    return Picture(caption=caption, alt=alt, levels=tuple(drawn), beside=beside)


def _levels(yours: Shapes, reference: Shapes) -> Iterable[Level]:
    deepest = max(len(yours["down"]), len(reference["down"]))
    for side in ("down", "bottom", "up"):
        pairs = itertools.zip_longest(yours[side], reference[side], fillvalue=())
        for place, (own, right) in enumerate(pairs):
            depth = {"down": place, "bottom": deepest, "up": deepest - 1 - place}[side]
            number = f" {depth + 1}" if side != "bottom" else ""
            yield Level(
                name=f"{side}{number}",
                depth=max(depth, 0),
                side=side,
                yours=_written(own),
                beside=_written(right),
            )


def _written(shapes: Sequence[Sequence[int]]) -> tuple[str, ...]:
    shown = [" × ".join(map(str, shape))[:40] for shape in shapes]  # noqa: RUF001
    more = len(shown) - _MOST_SHAPES
    return (*shown[:_MOST_SHAPES], *([f"and {more} more"] if more > 0 else []))


def _series(label: str, style: Style, xs: Numbers, ys: Numbers) -> Series:
    step = math.ceil(len(xs) / _MOST_POINTS)
    return Series(
        label=label,
        style=style,
        xs=tuple(_rounded(x) for x in xs[::step]),
        ys=tuple(_rounded(y) for y in ys[::step]),
    )


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _course(values: Numbers) -> str:
    low, high = values[np.isfinite(values)].min(), values[np.isfinite(values)].max()
    return (
        f"from {said(values[0])} to {said(values[-1])}, between {said(low)} and "
        f"{said(high)}"
    )


def _stations(path: Sequence[Numbers]) -> str:
    told = [f"({said(x)}, {said(y)})" for x, y in zip(*path, strict=True)]
    return ", ".join([*told[:_MOST_LISTED], *(["…"] if told[_MOST_LISTED:] else [])])


def _angles(arrows: Numbers) -> str:
    """Return where lines point, from 0 to 180 degrees: their sign is free."""
    return ", ".join(
        f"{math.degrees(math.atan2(y, x)) % 180:.0f}°" for x, y in arrows[:_MOST_AXES]
    )
