"""A reply of any form is an answer or the student's failure, never the grader's."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from markstone.examiner.conversation import Conversation
from markstone.examiner.failures import StudentFailure
from markstone.model import Limits, Outcome
from markstone.wire import tensors, values

NUMBER = 1 << 61


def a_conversation() -> Conversation:
    # Neither the wall nor the course is asked for a reply: it is only counted.
    visit: Any = SimpleNamespace(callbacks=0, received=0)
    return Conversation(visit, seed=0, public=True, limits=Limits())


def packed(reply: object) -> memoryview:
    parts = values.pack(reply, tensors.lower)
    return memoryview(bytearray(b"".join(map(bytes, parts))))


@pytest.mark.parametrize(
    "word", [np.zeros(0), np.zeros(3), torch.zeros(2), torch.zeros(0), None, "yes"]
)
@pytest.mark.parametrize("rest", [["value"], ["a", "b", "c", []]])
def test_a_reply_with_something_else_for_its_word_is_the_student_s_failure(
    word: object, rest: list[object]
) -> None:
    with pytest.raises(StudentFailure) as failure:
        a_conversation()._value(NUMBER, packed([NUMBER, word, *rest]), "")

    assert failure.value.outcome is Outcome.ERRORED


@pytest.mark.parametrize("word", [np.zeros(0), torch.zeros(2)])
def test_an_array_for_a_word_asks_for_no_lent_function(word: object) -> None:
    talk = a_conversation()
    talk.lent.append(print)

    assert talk._answer(NUMBER, packed([NUMBER, word, 0, [], {}])) is None


def test_a_value_is_answered() -> None:
    assert a_conversation()._value(NUMBER, packed([NUMBER, "ok", [1]]), "") == [1]
