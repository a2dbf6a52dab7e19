from decimal import Decimal

import pytest

from markstone.model import Gradebook, Outcome
from markstone.reports.items import Item, Suspect, analyse
from tests.unit.builders import a_card, a_check, a_gradebook, an_award


def a_class(*students: tuple[Outcome, str]) -> Gradebook:
    """Of each student, what `kl` came to, and the marks for all the rest."""
    return a_gradebook(
        *(
            a_card(
                an_award(a_check("kl", "2"), outcome),
                an_award(a_check("rest", "10"), marks=Decimal(rest)),
                student=f"s{i:02}",
            )
            for i, (outcome, rest) in enumerate(students)
        )
    )


def the_item(gradebook: Gradebook) -> Item:
    ((item,), _) = analyse(gradebook)
    return item


def doubts(gradebook: Gradebook) -> dict[str, tuple[str, ...]]:
    _, suspects = analyse(gradebook)
    return {suspect.check.name: suspect.reasons for suspect in suspects}


PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
LEFT_OUT = Outcome.NOT_ATTEMPTED


def test_difficulty_is_the_mean_share_of_the_marks() -> None:
    found = the_item(a_class((PASSED, "4"), (FAILED, "0")))

    assert found.difficulty == pytest.approx((6 + 0) / 2 / 12)


def test_few_students_have_no_discrimination() -> None:
    found = the_item(a_class(*[(PASSED, str(i)) for i in range(7)]))

    assert (found.discrimination, found.word) == (None, "too few")


def test_a_part_is_not_held_against_itself() -> None:
    # The only part there is: nothing is left to correlate it with.
    found = the_item(a_class(*[(PASSED, str(i)) for i in range(8)]))

    assert (found.discrimination, found.word) == (None, "all alike elsewhere")


def test_a_check_that_strong_students_fail_is_doubted() -> None:
    strong = [(FAILED, str(i)) for i in range(5, 10)]
    weak = [(PASSED, str(i)) for i in range(5)]

    (reason,) = doubts(a_class(*strong, *weak))["kl"]

    assert "(correlation -0.87 over 10 students)" in reason


def test_a_check_that_weak_students_fail_is_not_doubted() -> None:
    strong = [(PASSED, str(i)) for i in range(5, 10)]
    weak = [(FAILED, str(i)) for i in range(5)]

    assert "kl" not in doubts(a_class(*strong, *weak))


def test_a_check_that_nearly_all_fail_is_doubted() -> None:
    one = [(PASSED, "9")]

    (reason,) = doubts(a_class(*one, *[(FAILED, "5")] * 9))["kl"]

    assert reason.startswith("1 of the 10 students who attempted it passed.")


def test_who_did_not_attempt_a_check_casts_no_doubt_on_it() -> None:
    assert "kl" not in doubts(a_class((PASSED, "9"), *[(LEFT_OUT, "5")] * 30))


def test_a_few_failures_cast_no_doubt() -> None:
    assert "kl" not in doubts(a_class(*[(FAILED, str(i)) for i in range(7)]))


def test_a_part_that_waits_for_a_marker_has_no_difficulty_yet() -> None:
    waits = a_card(an_award(a_check(), Outcome.AWAITS_MARKER), student="s1")
    empty = a_card(an_award(a_check(), LEFT_OUT), student="s2")

    found = the_item(a_gradebook(waits, empty))

    assert (found.difficulty, found.word) == (None, "not marked yet")


@pytest.mark.parametrize(
    ("measured", "word"),
    [
        (0.45, "very good"),
        (0.3, "good"),
        (0.2, "fair"),
        (0.0, "weak"),
        (-0.1, "inverted"),
    ],
)
def test_a_discrimination_has_a_word(measured: float, word: str) -> None:
    gradebook = a_class((PASSED, "1"))
    part = gradebook.assignment.questions[0].parts[0]

    found = Item(
        question=gradebook.assignment.questions[0],
        part=part,
        students=9,
        difficulty=0.5,
        discrimination=measured,
    )

    assert found.word == word


def test_a_class_without_marks_is_analysed() -> None:
    items, suspects = analyse(a_gradebook())

    assert (items, suspects) == ((), ())


def test_a_suspect_names_its_question() -> None:
    _, suspects = analyse(a_class(*[(FAILED, "5")] * 9))

    assert [type(s) for s in suspects] == [Suspect] * len(suspects)
    assert {s.question.stem for s in suspects} == {"p2_vae"}
