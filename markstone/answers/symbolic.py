"""Symbolic answers: read by a whitelist, compared by value, never simplified.

Student text never reaches ``eval``, ``sympify`` or ``parse_expr``. It is cut
into tokens; every number and name becomes a place-holder; what is left, signs
and brackets, is parsed by :mod:`ast` and rebuilt node by node. No sympy rule
runs on the way: each node is made with ``evaluate=False``, because sympy's
simplifications (real roots of a polynomial, for one) have no bound in time.
Do not call ``expand`` or ``simplify`` on an expression that a student wrote.
"""

import math
import random
from collections.abc import Iterator, Sequence

import sympy

from markstone.answers.building import build
from markstone.answers.juxtaposition import complete
from markstone.answers.magnitude import UndefinedValueError, magnitude
from markstone.answers.spelling import tokens

_RAYS = 24
_POINTS = 24
_SPANS = (1e3, 1e6, 1e9)
_SLOW_SPANS = (1e4, 1e7, 1e10)
_ZERO = 1e-12


def parse(text: str, symbols: Sequence[str]) -> sympy.Expr:
    """Read an expression in the given symbols.

    Besides Python's ``+ - * / ** ( )`` it takes what people write by hand:

    - powers as ``^`` or ``n²``; products as ``·`` or a cross, or nothing at all
      (``2n``, ``t n``, ``tn``, ``l(t + n)``); ``[ ]`` and ``{ }`` as brackets;
    - ``log``, ``ln``, ``log2``, ``log10``, ``lg`` (base 2), ``exp``, ``sqrt``,
      ``max`` and ``min`` in any case, ``log n`` and ``√n`` without brackets
      where one name or number follows, ``log(n, 2)`` for another base;
    - ``O( )``, ``Θ( )`` and ``Theta( )``, which are read as if not there;
    - ``e``, ``pi`` and ``π``; a symbol in the other case, or as a Greek letter.

    A text that two people would read in two ways (``t/2n``) is refused.

    Args:
        text: as the student typed it.
        symbols: the names it may use; a string is split at blanks.

    Returns:
        An unevaluated tree of Add, Mul, Pow, log, exp, Max and Min over
        rational numbers, e, pi and plain symbols.

    Raises:
        UnreadableAnswer: in any other case, and never anything else: beyond
            400 characters, 30 levels, integers of 1e13, constant exponents of
            50, or a constant part that has no real value or a huge one.
    """
    return build(complete(tokens(text, _split(symbols)), text), text)


def theta_deviation(
    actual: sympy.Expr, expected: sympy.Expr, symbols: Sequence[str]
) -> float:
    """Return how far two expressions are from growing at the same rate.

    Along 24 random rays ``x_i = exp(R * y_i)`` it looks at how much
    ``log actual - log expected`` changes from R = 1e3 to R = 1e6: 0 when each
    is in Theta of the other, 6.9 for one missing logarithm, 1e5 and more for a
    wrong exponent. The change from 1e6 to 1e9 counts if it is smaller: two terms
    of a sum that happen to be equal on a ray at 1e3 are far apart by then. Where
    a symbol stands in an exponent, ``x_i = R * y_i`` from R = 1e4 on.

    Returns:
        The largest change on any ray; infinite where either is zero, negative or
        undefined, or uses another symbol. Leading terms that cancel within the
        precision of a float, as in ``(n + 1)^2 - n^2``, count as zero.
    """
    names = _split(symbols)
    is_slow = _is_exponential(actual) or _is_exponential(expected)
    dice = _dice(names)
    worst = 0.0
    for _ in range(_RAYS):
        ray = {name: math.exp(dice.uniform(-1.6, 1.6)) for name in names}
        try:
            near, middle, far = (
                _gap(actual, expected, logs) for logs in _along(ray, is_slow=is_slow)
            )
        except UndefinedValueError:
            return math.inf
        worst = max(worst, min(abs(middle - near), abs(far - middle)))
    return worst


def function_deviation(
    actual: sympy.Expr, expected: sympy.Expr, symbols: Sequence[str]
) -> float:
    """Return the largest relative difference at 24 random points of (0.1, 10).

    Returns:
        The largest ``|actual - expected| / |expected|``; infinite where only
        ``actual`` is undefined, or ``expected`` is nowhere defined.
    """
    names = _split(symbols)
    dice = _dice(names)
    differences: list[float] = []
    for _ in range(_POINTS):
        logs = {name: math.log(10) * dice.uniform(-1, 1) for name in names}
        difference = _difference(actual, expected, logs)
        if difference is not None:
            differences.append(difference)
    return max(differences, default=math.inf)


def _split(symbols: Sequence[str]) -> tuple[str, ...]:
    return tuple(symbols.split() if isinstance(symbols, str) else symbols)


def _dice(names: Sequence[str]) -> random.Random:
    """Return the same random numbers for the same symbols, on every machine."""
    return random.Random(" ".join(sorted(names)))  # noqa: S311  (no secret)


def _along(ray: dict[str, float], *, is_slow: bool) -> Iterator[dict[str, float]]:
    """Give the logarithms of the symbols at three points of a ray."""
    for r in _SLOW_SPANS if is_slow else _SPANS:
        yield {n: math.log(r * y) if is_slow else r * y for n, y in ray.items()}


def _is_exponential(expression: sympy.Expr) -> bool:
    """Tell whether a symbol stands in an exponent anywhere."""
    return any(
        bool(node.args[-1].free_symbols)
        for node in sympy.preorder_traversal(expression)
        if isinstance(node, sympy.Pow | sympy.exp)
    )


def _gap(actual: sympy.Expr, expected: sympy.Expr, logs: dict[str, float]) -> float:
    """Return log actual - log expected.

    Raises:
        UndefinedValueError: one of them is not positive there.
    """
    f, g = magnitude(actual, logs), magnitude(expected, logs)
    if f.sign <= 0 or g.sign <= 0:
        raise UndefinedValueError("a rate of growth is positive")
    return f.log - g.log


def _difference(
    actual: sympy.Expr, expected: sympy.Expr, logs: dict[str, float]
) -> float | None:
    """Return the relative difference, or None where ``expected`` is undefined."""
    try:
        right = magnitude(expected, logs)
    except UndefinedValueError:
        return None
    try:
        said = magnitude(actual, logs)
        if right.sign == 0:
            return 0.0 if said.sign == 0 or said.log < math.log(_ZERO) else math.inf
        ratio = said.sign * right.sign * math.exp(said.log - right.log)
    except (UndefinedValueError, OverflowError):
        return math.inf
    return abs(ratio - 1)
