"""The value of an expression as a sign and a logarithm, so that nothing overflows.

At the far end of a ray ``t`` is exp(10^6), which no float holds; its logarithm
is an ordinary number. Sums are taken relative to their largest term, so a sum
that cancels to less than 1e-12 of its terms counts as zero.
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import sympy


class UndefinedValueError(ArithmeticError):
    """The expression has no real value there, or one beyond all bounds."""


class Signed(NamedTuple):
    """The number ``sign * exp(log)``; zero is ``(0, -inf)``."""

    sign: int
    log: float


_ZERO = Signed(0, -math.inf)
_ONE = Signed(1, 0.0)
_CANCELLED = 1e-12

_Arguments = tuple[sympy.Expr, ...]
_Logs = Mapping[str, float]


def magnitude(expression: sympy.Expr, logs: Mapping[str, float]) -> Signed:
    """Return the value where each symbol is exp of what ``logs`` says by its name.

    Never expands or simplifies, so the time is linear in what was written.

    Raises:
        UndefinedValueError: division by zero, the logarithm or root of a
            negative number, a name that ``logs`` lacks, a kind of expression
            that no answer has, or a value whose logarithm is not finite.
    """
    try:
        result = _leaf(expression, logs)
        if result is None:
            result = _RULES[expression.func](expression.args, logs)
    except KeyError:
        raise UndefinedValueError(f"no value for {expression.func}") from None
    except OverflowError:
        raise UndefinedValueError("the value is beyond all bounds") from None
    if math.isnan(result.log) or result.log == math.inf:
        raise UndefinedValueError("the value is beyond all bounds")
    return result


def value(expression: sympy.Expr, logs: Mapping[str, float]) -> float:
    """Return the value as a float; that of a rational number is exact.

    Raises:
        UndefinedValueError: as :func:`magnitude`, or too large for a float.
    """
    try:
        if expression.is_Rational:
            return int(expression.p) / int(expression.q)
        sign, log = magnitude(expression, logs)
        return sign * math.exp(log)
    except OverflowError:
        raise UndefinedValueError("the value is too large") from None


def _leaf(expression: sympy.Expr, logs: _Logs) -> Signed | None:
    if expression.is_Symbol:
        return Signed(1, logs[expression.name])
    if expression.is_Rational and expression.p:
        p, q = int(expression.p), int(expression.q)
        return Signed(1 if p > 0 else -1, math.log(abs(p)) - math.log(q))
    if expression.is_Rational or expression.is_NumberSymbol or expression.is_Float:
        return _signed(float(expression))
    return None


def _signed(number: float) -> Signed:
    if number == 0:
        return _ZERO
    return Signed(1 if number > 0 else -1, math.log(abs(number)))


def _add(terms: _Arguments, logs: _Logs) -> Signed:
    values = [v for term in terms if (v := magnitude(term, logs)).sign]
    if not values:
        return _ZERO
    top = max(v.log for v in values)
    total = math.fsum(v.sign * math.exp(v.log - top) for v in values)
    if abs(total) < _CANCELLED:
        return _ZERO
    return Signed(1 if total > 0 else -1, top + math.log(abs(total)))


def _mul(factors: _Arguments, logs: _Logs) -> Signed:
    values = [magnitude(factor, logs) for factor in factors]
    sign = math.prod(v.sign for v in values)
    return Signed(sign, math.fsum(v.log for v in values)) if sign else _ZERO


def _pow(arguments: _Arguments, logs: _Logs) -> Signed:
    base, exponent = magnitude(arguments[0], logs), value(arguments[1], logs)
    if exponent == 0:
        return _ONE
    if base.sign == 0 and exponent > 0:
        return _ZERO
    if base.sign == 0 or (base.sign < 0 and not exponent.is_integer()):
        raise UndefinedValueError("a power without a real value")
    odd = exponent % 2 == 1
    return Signed(-1 if base.sign < 0 and odd else 1, exponent * base.log)


def _log(arguments: _Arguments, logs: _Logs) -> Signed:
    inside = magnitude(arguments[0], logs)
    if inside.sign <= 0:
        raise UndefinedValueError("the logarithm of a number that is not positive")
    return _signed(inside.log)


def _exp(arguments: _Arguments, logs: _Logs) -> Signed:
    return Signed(1, value(arguments[0], logs))


def _max(arguments: _Arguments, logs: _Logs) -> Signed:
    return max((magnitude(a, logs) for a in arguments), key=_position)


def _min(arguments: _Arguments, logs: _Logs) -> Signed:
    return min((magnitude(a, logs) for a in arguments), key=_position)


def _position(number: Signed) -> tuple[int, float]:
    """Order numbers as they lie on the line."""
    return number.sign, number.sign * number.log if number.sign else 0.0


_RULES: dict[object, Callable[[_Arguments, _Logs], Signed]] = {
    sympy.Add: _add,
    sympy.Mul: _mul,
    sympy.Pow: _pow,
    sympy.log: _log,
    sympy.exp: _exp,
    sympy.Max: _max,
    sympy.Min: _min,
}
