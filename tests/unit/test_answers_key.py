"""The key: right and accepted forms, and faults that are the course's own."""

from collections.abc import Callable

import pytest

from markstone.answers.key import AnswerKey
from markstone.errors import RubricError
from markstone.model import Typed

KEY = AnswerKey(
    "t1_complexity",
    {
        "time": {"right": "t*n^2", "accepted": ["t^2*n", "t^2*n + t*n^2"]},
        "who": {"right": "Transformer", "accepted": ["the transformer"]},
        "steps": "6",
        "row": ["1", "2", "1"],
        "letters": {"right": "x +"},
    },
)


def test_the_right_form_comes_first() -> None:
    assert KEY.accepted("time") == ["t*n^2", "t^2*n", "t^2*n + t*n^2"]


def test_a_plain_value_is_the_only_accepted_form() -> None:
    assert KEY.accepted("steps") == ["6"]


def test_a_list_is_one_right_answer() -> None:
    assert KEY.accepted("row") == [["1", "2", "1"]]


def test_the_right_answers_read_like_a_student_s() -> None:
    assert KEY.right.choice("who") == "transformer"


def test_the_key_reads_its_own_numbers() -> None:
    assert [KEY.number("steps"), *KEY.numbers("row", length=3)] == [6, 1, 2, 1]


def test_accepted_choices_are_in_their_plain_form() -> None:
    assert KEY.accepted_choices("who") == ["transformer", "thetransformer"]


def test_accepted_expressions_are_read_in_order() -> None:
    assert [str(e) for e in KEY.accepted_expressions("time", "t n")][1] == "n*t**2"


def test_the_key_s_choice_is_the_right_one() -> None:
    assert KEY.choice("who") == "transformer"


def test_the_key_s_expression_is_the_right_one() -> None:
    assert KEY.expression("time", "t n").free_symbols


@pytest.mark.parametrize(
    "read",
    [
        lambda: KEY.accepted("absent"),
        lambda: KEY.number("absent"),
        lambda: KEY.number("who"),
        lambda: KEY.numbers("row", length=7),
        lambda: KEY.choice("row"),
        lambda: KEY.expression("letters", "x"),
    ],
)
def test_a_field_that_the_key_cannot_answer_is_the_course_s_fault(
    read: Callable[[], object],
) -> None:
    with pytest.raises(RubricError, match=r"reference t1_complexity\.yaml"):
        read()


@pytest.mark.parametrize(
    "written",
    [
        "",
        [],
        {"accepted": ["1"]},
        {"right": "1", "accepted": "2"},
        {"right": "1", "acepted": ["2"]},
    ],
)
def test_a_field_without_a_right_answer_is_refused_at_once(written: Typed) -> None:
    with pytest.raises(RubricError, match="field must be a value"):
        AnswerKey("t1_complexity", {"field": written})
