"""Expressions: what a fair reader takes, what is refused, and how two compare."""

import inspect
import math
import sys
import time

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from markstone.answers.symbolic import function_deviation, parse, theta_deviation
from markstone.answers.unreadable import UnreadableAnswer

SYMBOLS = "t l n"
HOSTILE = [
    "__import__('os').system('id')",
    "(lambda: t)()",
    "t.__class__",
    "t.real",
    "f'{t}'",
    "[t for t in n]",
    "t if n else l",
    "n := 2",
    "max(*n)",
    "max(**n)",
    "t;n",
    "'t'",
    "b't'",
    "True",
    "None",
    "...",
    "t<n",
    "t//n",
    "t%n",
    "~t",
    "await t",
    "\x00",
    "t\\",
]
TOO_MUCH = [
    "9**9**9**9",
    "((9^50)^50)^50",
    "99999999999999",
    "9" * 400,
    "1e400",
    "n^51",
    "n^(7*8)",
    "exp(exp(exp(9)))",
    "(" * 10**6,
    "n*" * 10**6 + "n",
    "-" * 399 + "n",
    "^".join("n" * 200),
    "log(" * 60 + "n" + ")" * 60,
]
WITHOUT_VALUE = ["1/0", "n/0", "1/(1-1)", "0^-1", "log(0)", "log(-1)", "sqrt(-1)"]
TWO_READINGS = ["t/2n", "t/n l", "ln(n)", "lnn", "log n^2", "log t n", "n^tl", "2 3"]


def same(text: str, other: str, symbols: str = SYMBOLS) -> bool:
    left, right = parse(text, symbols), parse(other, symbols)
    return function_deviation(left, right, symbols) < 1e-9


def theta(text: str, other: str, symbols: str = SYMBOLS) -> float:
    return theta_deviation(parse(text, symbols), parse(other, symbols), symbols)


@pytest.mark.parametrize(
    "written",
    [
        "t*l*n**2",
        "t*l*n^2",
        "O(t*l*n^2)",
        "Θ( t l n² )",
        "Theta(n^2 l t)",
        "t·l·n²",
        "t × l × n²",  # noqa: RUF001  (as people paste it)
        "tln^2",
        "TLN^2",
        "n^{2} [t] l",
        "t l n^2.",
        "t\u2062l\u2062n\u00b2",
        "t*l*n^3*n⁻¹",
        "t\u200b*l*n*n",
        "t*l*n^4/n^2",
    ],
)
def test_a_product_is_read_however_it_is_written(written: str) -> None:
    assert same(written, "t*l*n**2")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2n", "2*n"),
        ("ln", "l*n"),
        ("l(t^2n + tn^2)", "l*(t**2*n + t*n**2)"),
        ("n log n", "n*log(n)"),
        ("nlogn", "n*log(n)"),
        ("log log n log n", "log(log(n))*log(n)"),
        ("log2(n)", "log(n)/log(2)"),
        ("log(n, 10)", "log10(n)"),
        ("√n", "n**0.5"),
        ("MAX(t, n)", "max(n, t)"),
        ("-n^2", "-(n*n)"),
        ("2^-n", "1/2**n"),
        ("t/n + 1", "(t + n)/n"),
        ("t − n", "t - n"),  # noqa: RUF001  (a minus sign from a word processor)
        ("e^n", "exp(n)"),
        ("2π n", "2*pi*n"),
        ("1_000 n", "1e3*n"),
    ],
)
def test_shorthand_means_what_a_person_means_by_it(written: str, meant: str) -> None:
    assert same(written, meant)


@pytest.mark.parametrize("written", ["lam*n", "λ n", "lambda*n", "LAM n"])
def test_a_greek_symbol_may_be_written_as_its_letter(written: str) -> None:
    assert same(written, "n*lam", "lam n")


def test_a_symbol_beats_a_constant_of_the_same_name() -> None:
    assert parse("e", ["e"]) == sympy.Symbol("e")


def test_capital_and_small_letters_stay_apart_where_both_are_symbols() -> None:
    assert not same("N", "n", "N n")


@pytest.mark.parametrize("text", [*HOSTILE, *TOO_MUCH, *WITHOUT_VALUE, *TWO_READINGS])
def test_what_is_no_bounded_expression_with_one_reading_is_refused(text: str) -> None:
    with pytest.raises(UnreadableAnswer):
        parse(text, SYMBOLS)


@pytest.mark.parametrize("text", [*TOO_MUCH, "+".join("n" * 200), "n" * 400])
def test_the_largest_texts_take_a_moment(text: str) -> None:
    start = time.process_time()

    try:
        read = parse(text, SYMBOLS)
    except UnreadableAnswer:
        read = sympy.Integer(1)
    theta_deviation(read, read, SYMBOLS)

    assert time.process_time() - start < 1


def test_a_text_is_refused_where_little_of_the_stack_is_left() -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 40)
    try:
        with pytest.raises(UnreadableAnswer, match="too involved"):
            parse("-" * 25 + "n", SYMBOLS)
    finally:
        sys.setrecursionlimit(limit)


@given(st.text(max_size=80) | st.text("tln0129.()+-*/^,²·e log√OΘ½\n", max_size=80))
def test_any_text_is_an_expression_or_is_refused(text: str) -> None:
    try:
        read = parse(text, SYMBOLS)
    except UnreadableAnswer as refused:
        assert str(refused)  # noqa: PT017  (both ends are right; only a third is not)
    else:
        assert read.free_symbols <= {sympy.Symbol(name) for name in "tln"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("t*m", '"m" at character 3'),
        ("t*m", "The symbols of this answer are t, l, n."),
        ("о*n", "cyrillic small letter o"),  # noqa: RUF001  (the lookalike is the point)
        ("t = n", "without an equals sign"),
        (r"t \cdot n", "without LaTeX"),
        ("tn2", "A power is written n^2."),
        ("log^2 n", "log(n)^2"),
        ("1,5*n", "decimal point"),
        ("t*(l", "character 3"),
        ("t*l*", "character 4"),
        ("n^51", "exponent beyond 50"),
        ("n/0", "divides by zero"),
        ("max()", "max is given 0"),
        ("n\u202e*m", r"n\u202e*m"),
    ],
)
def test_a_refusal_says_where_and_what_to_do(text: str, says: str) -> None:
    with pytest.raises(UnreadableAnswer) as refused:
        parse(text, SYMBOLS)

    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2*n^2 + 5n", "n^2"),
        ("t^2n + tn^2", "max(t^2n, tn^2)"),
        ("n log n + n", "3 n log2(n)"),
        ("l(t^2 + t n) + 7l", "l t max(t, n)"),
        ("n(n-1)/2", "n^2"),
        ("min(t, n) max(t, n)", "n t"),
        ("5", "1"),
        ("log(n^3)", "log(n)"),
        ("2^n + n^9", "2^n"),
    ],
)
def test_what_grows_alike_agrees_in_theta(one: str, other: str) -> None:
    assert theta(one, other) < 0.1


@pytest.mark.parametrize(
    ("one", "other", "at_least"),
    [
        ("n log n", "n", 6.9),
        ("n^2", "n^2 log n", 6.9),
        ("t*l*n", "l(t^2 + t n)", 1e5),
        ("l t^2", "l(t^2 + t n)", 1e5),
        ("n^2.1", "n^2", 1e4),
        ("t/n", "n/t", 1e5),
        ("3^n", "2^n", 1e5),
        ("n*2^n", "2^n", 6.9),
    ],
)
def test_what_grows_otherwise_is_far_off(one: str, other: str, at_least: float) -> None:
    assert theta(one, other) >= at_least


@pytest.mark.parametrize("text", ["0", "-n", "n - n", "log(1/n)", "1 - n", "sqrt(-n)"])
def test_what_is_not_positive_is_in_no_theta(text: str) -> None:
    assert theta(text, "n") == math.inf


@pytest.mark.parametrize("names", ["a b", "b c", "N D", "m s", "x y", "h w", "k s"])
@pytest.mark.parametrize("power", [1, 2, 3, 4, 5])
def test_terms_that_are_nearly_equal_on_a_ray_do_no_harm(
    names: str, power: int
) -> None:
    one, other = names.split()

    deviation = theta(
        f"{one}^{power} + {other}^2 + 50*{one}*{other}",
        f"max({one}^{power}, {other}^2, {one}*{other})",
        names,
    )

    assert deviation < 0.01


def test_a_foreign_symbol_is_in_no_theta() -> None:
    assert theta_deviation(sympy.Symbol("x"), sympy.Symbol("n"), "n") == math.inf


@given(st.permutations(["t^2*n", "t*n^2", "3*l", "log(n)"]))
def test_the_order_of_the_terms_changes_nothing_in_theta(terms: list[str]) -> None:
    assert theta(" + ".join(terms), "t^2*n + t*n^2 + l") < 1e-3


@given(st.integers(1, 10**13), st.integers(1, 10**13))
def test_a_constant_factor_changes_nothing_in_theta(over: int, under: int) -> None:
    assert theta(f"{over}*n/{under}", "n") < 1e-3


@pytest.mark.parametrize(
    ("one", "other", "deviation"),
    [
        ("(n+1)^2", "n^2 + 2n + 1", 0),
        ("1.01*n", "n", 0.01),
        ("-n", "n", 2),
        ("0", "n", 1),
        ("n - n", "0", 0),
        ("1", "0", math.inf),
        ("log(n - 100)", "n", math.inf),
        ("n", "log(n - 100)", math.inf),
        ("exp(600)*exp(50*n)", "exp(-600)", math.inf),
    ],
)
def test_a_difference_of_functions_is_relative_to_the_expected_one(
    one: str, other: str, deviation: float
) -> None:
    found = function_deviation(parse(one, SYMBOLS), parse(other, SYMBOLS), SYMBOLS)

    assert found == pytest.approx(deviation, abs=1e-12)


def test_where_the_expected_function_is_undefined_nothing_is_compared() -> None:
    assert same("sqrt(n - 1)", "(n - 1)^(1/2)")


def test_a_kind_of_node_that_no_answer_has_is_infinitely_far_off() -> None:
    assert theta_deviation(sympy.sin(sympy.Symbol("n")), sympy.Integer(1), "n") == (
        math.inf
    )
