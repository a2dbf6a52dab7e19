"""Fields of answers.yaml: blank, readable, or refused with a sentence."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markstone.answers.typed import TypedAnswers
from markstone.answers.unreadable import NotAttempted, UnreadableAnswer, excerpt
from markstone.model import Typed


def answers(written: Typed) -> TypedAnswers:
    return TypedAnswers("t4_minimax", {"field": written})


@pytest.mark.parametrize("blank", ["", "  \n", [], ["", " "], {}, {"a": ""}])
@pytest.mark.parametrize(
    "read",
    [
        lambda typed: typed.text("field"),
        lambda typed: typed.number("field"),
        lambda typed: typed.numbers("field", length=2),
        lambda typed: typed.choice("field"),
        lambda typed: typed.choices("field"),
        lambda typed: typed.expression("field", "n"),
        lambda typed: typed.number("another field"),
    ],
)
def test_a_blank_field_is_not_attempted(blank: Typed, read: object) -> None:
    assert callable(read)
    with pytest.raises(NotAttempted):
        read(answers(blank))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("-2", -2),
        (" 1/2 ", 0.5),
        ("0.5", 0.5),
        ("1e-3", 0.001),
        ("+7", 7),
        ("−1", -1),  # noqa: RUF001  (a minus sign from a word processor)
        ("20*1568+1568", 32928),
        ("99/2 - log(10)", 49.5 - math.log(10)),
        ("144_296", 144296),
        ("2^10", 1024),
        ("max(2, 3)", 3),
        ("0", 0),
    ],
)
def test_a_number_is_read_as_it_is_meant(written: str, meant: float) -> None:
    assert answers(written).number("field") == pytest.approx(meant, rel=1e-14, abs=0)


@given(st.integers(-(10**13), 10**13))
def test_an_integer_is_read_exactly(number: int) -> None:
    assert answers(str(number)).number("field") == number


@pytest.mark.parametrize(
    "written", ["nan", "inf", "-inf", "1,5", "1e999", "n", "five", "1/0", ["1", "2"]]
)
def test_what_is_no_finite_number_is_refused(written: Typed) -> None:
    with pytest.raises(UnreadableAnswer, match=r"t4_minimax\.field in answers\.yaml"):
        answers(written).number("field")


@given(st.text(max_size=500))
def test_any_text_is_a_number_or_blank_or_refused(text: str) -> None:
    try:
        number = answers(text).number("field")
    except (NotAttempted, UnreadableAnswer):
        return
    assert math.isfinite(number)


@pytest.mark.parametrize(
    "written",
    [
        ["1", "2", "1", "-1"],
        "1, 2, 1, -1",
        "[1, 2, 1, -1]",
        "(1; 2; 1; −1)",  # noqa: RUF001  (a minus sign from a word processor)
        "1 2 1 -1",
        ["1, 2, 1, -1"],
        "1, 2, 2/2, -1,",
    ],
)
def test_a_row_is_read_from_a_list_or_a_line(written: Typed) -> None:
    assert answers(written).numbers("field", length=4) == [1, 2, 1, -1]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (["1", "2", "3"], "has 3 values. Write 4."),
        (["1", "2", "3", "4", "5"], "has 5 values. Write 4."),
        ("7", "has 1 values. Write 4."),
        ([["1", "2"], ["3", "4"]], "is nested"),
        ({"a": "1"}, "is nested"),
        (["1", "", "3", "4"], "field[1]"),
        (["1", "2", "x", "4"], "field[2]"),
        (["1"] * 30_000, "has 30000 values"),
        ("1," * 30_000, "Write 4."),
    ],
)
def test_a_refused_row_says_what_is_wrong_with_it(written: Typed, says: str) -> None:
    with pytest.raises(UnreadableAnswer) as refused:
        answers(written).numbers("field", length=4)

    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Transformer", "transformer"),
        (" mode-collapse ", "modecollapse"),
        ("Mode_Collapse", "modecollapse"),
        ("mode – collapse", "modecollapse"),  # noqa: RUF001  (a dash people paste)
        ("No.", "no"),
        ("FALSE", "no"),
        ("true", "yes"),
        ("Yes, always.", "yes"),
        ("'cycles'", "cycles"),
        ("-", "-"),
        ("−", "-"),  # noqa: RUF001  (a minus sign from a word processor)
        ("N > D**2", "n>d**2"),
        ("know", "know"),
        ("nothing", "nothing"),
    ],
)
def test_a_choice_is_read_without_its_dress(written: str, meant: str) -> None:
    assert answers(written).choice("field") == meant


def test_several_choices_are_read_from_a_list() -> None:
    assert answers(["Log p rises", "gap-falls"]).choices("field") == [
        "logprises",
        "gapfalls",
    ]


def test_several_choices_are_read_from_a_line() -> None:
    assert answers("layer_norm, dropout").choices("field") == ["layernorm", "dropout"]


def test_a_list_is_refused_where_one_choice_is_asked() -> None:
    with pytest.raises(UnreadableAnswer, match="has several values"):
        answers(["yes", "no"]).choice("field")


def test_an_essay_is_refused_where_one_choice_is_asked() -> None:
    with pytest.raises(UnreadableAnswer, match="too long"):
        answers("because " * 100).choice("field")


def test_a_refused_expression_names_its_field() -> None:
    with pytest.raises(UnreadableAnswer, match=r"^t4_minimax\.field in answers\.yaml:"):
        answers("t*x").expression("field", "t l n")


def test_an_excerpt_shows_what_does_not_print() -> None:
    assert excerpt("a\n\u202eb") == r'"a\n\u202eb"'


def test_an_excerpt_is_short() -> None:
    assert excerpt("x" * 100, 3) == '"xxx…"'
