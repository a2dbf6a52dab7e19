"""Checks for q3: mean and variance of a dot product, and the scale that follows.

The scale is right, too, when it is the square root of the student's own variance.
"""

import math

import sympy

from markstone.answers.magnitude import UndefinedValueError, value
from markstone.answers.symbolic import function_deviation

SYMBOLS = "d sigma m a"
LARGER = (25, 100, 400, 1600)
ROUNDING = 1e-9


def test_mean(typed, assert_function):
    """The mean of q.k is the right function of mu."""
    assert_function(typed.expression("mean", SYMBOLS), "mean", SYMBOLS)


def test_variance(typed, assert_function):
    """The variance of q.k for mu = 0 and sigma = 1 is the right function of d."""
    assert_function(typed.expression("variance", SYMBOLS), "variance", SYMBOLS)


def test_scale(typed, assert_function):
    """The scale makes the variance 1: the right one, or your own."""
    scale = typed.expression("scale", SYMBOLS)

    own = typed.expression_or_none("variance", SYMBOLS)
    if own is None or not _grows_with_d(own) or not _is_root(scale, own):
        assert_function(scale, "scale", SYMBOLS)


def test_variance_general(typed, assert_function):
    """The variance of q.k for any mu and sigma is the right function."""
    expression = typed.expression("variance_general", SYMBOLS)

    assert_function(expression, "variance_general", SYMBOLS)


def _grows_with_d(variance):
    """Guard what is carried forward: it depends on d alone, and grows."""
    if {str(symbol) for symbol in variance.free_symbols} != {"d"}:
        return False
    try:
        found = [value(variance, {"d": math.log(d)}) for d in LARGER]
    except UndefinedValueError:
        return False
    return found[0] > 0 and found == sorted(set(found))


def _is_root(scale, variance):
    # Unevaluated: sympy's rules have no bound in time on what a student wrote.
    squared = sympy.Pow(scale, 2, evaluate=False)
    return function_deviation(squared, variance, SYMBOLS) < ROUNDING
