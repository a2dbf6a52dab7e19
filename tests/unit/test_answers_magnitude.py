"""Values as a sign and a logarithm."""

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from markstone.answers.magnitude import Signed, UndefinedValueError, magnitude, value

N = sympy.Symbol("n")
HUGE = {"n": 1e6}


def raw_power(base: object, exponent: object) -> sympy.Expr:
    return sympy.Pow(base, exponent, evaluate=False)


def test_a_power_of_a_huge_number_does_not_overflow() -> None:
    assert magnitude(N**50, HUGE) == Signed(1, 5e7)


def test_an_odd_power_of_a_negative_number_is_negative() -> None:
    assert magnitude((-N) ** 3, HUGE) == Signed(-1, 3e6)


def test_an_even_power_of_a_negative_number_is_positive() -> None:
    assert magnitude(raw_power(-N, 2), HUGE) == Signed(1, 2e6)


def test_anything_to_the_zero_is_one() -> None:
    assert magnitude(raw_power(N - N, 0), HUGE) == Signed(1, 0)


def test_a_power_of_zero_is_zero() -> None:
    assert magnitude(raw_power(sympy.Integer(0), 2), {}).sign == 0


def test_the_logarithm_of_one_is_zero() -> None:
    assert magnitude(sympy.log(N), {"n": 0.0}).sign == 0


def test_a_float_counts_with_its_value() -> None:
    assert value(sympy.Float(-2.5), {}) == pytest.approx(-2.5)


def test_a_float_of_zero_is_zero() -> None:
    assert value(sympy.Float(0), {}) == 0


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_the_larger_of_two_numbers_is_their_max(a: float, b: float) -> None:
    both = [sympy.Float(a), sympy.Float(b)]

    found = value(sympy.Max(*both, evaluate=False), {})

    assert found == pytest.approx(max(a, b))


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_a_sum_is_the_sum_unless_it_cancels(a: float, b: float) -> None:
    both = [sympy.Float(a), sympy.Float(b)]

    found = value(sympy.Add(*both, evaluate=False), {})

    assert found == pytest.approx(a + b, abs=1e-9)


@pytest.mark.parametrize(
    "expression",
    [
        sympy.Symbol("unknown"),
        sympy.sin(N),
        raw_power(sympy.Integer(0), -1),
        raw_power(sympy.Integer(-8), sympy.Rational(1, 3)),
        sympy.log(-N),
        sympy.exp(N),
        sympy.exp(sympy.exp(sympy.Integer(9))),
        sympy.oo,
        sympy.nan,
        sympy.I,
        sympy.zoo,
        N ** sympy.Float(1e308),
        sympy.Integer(10) ** 400,
    ],
)
def test_what_has_no_real_and_bounded_value_is_undefined(
    expression: sympy.Expr,
) -> None:
    with pytest.raises(UndefinedValueError):
        value(expression, HUGE)


def test_a_product_of_logarithms_beyond_all_bounds_is_undefined() -> None:
    with pytest.raises(UndefinedValueError):
        magnitude(N * sympy.Symbol("m"), {"n": 1.7e308, "m": 1.7e308})
