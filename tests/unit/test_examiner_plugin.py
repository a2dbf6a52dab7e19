"""What the plugin keeps and tells is bounded, whatever the student's side sends."""

import pytest

from markstone import tape
from markstone.examiner.failures import StudentFailure
from markstone.examiner.plugin import _result
from markstone.examiner.tools import CaseName
from markstone.model import Outcome
from markstone.tape import Case

NAME = CaseName(question="q1", check="c", instance="hidden")
KEY = {"question": "q1", "check": "c", "instance": "hidden"}
LONG = "x" * (4 << 20)


def test_a_sentence_made_of_an_answer_of_any_length_is_cut() -> None:
    result = _result(NAME, AssertionError(f"The key should be x, not {LONG}."))

    assert result.outcome is Outcome.FAILED
    assert result.message.startswith("The key should be x, not xxx")
    assert result.message.endswith("characters more")
    assert len(result.message) < 10_000


def test_what_only_the_instructor_sees_is_cut() -> None:
    failure = StudentFailure(Outcome.ERRORED, "It raised.", detail=LONG)

    assert len(_result(NAME, failure).detail) < 10_000


@pytest.mark.parametrize(
    "case",
    [
        Case(**KEY, exchanges=[[b"asked", bytes(1 << 20)]]),
        Case(**KEY, exchanges=[], output="é" * 10_000),
    ],
    ids=["answered", "printed"],
)
def test_what_a_tape_keeps_is_bounded_in_all(case: Case) -> None:
    kept = tape.unpack(tape.pack([case] * 100))

    assert 50 < len(kept) < 65
    assert all(one == case for one in kept)
