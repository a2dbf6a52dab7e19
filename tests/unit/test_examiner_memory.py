"""What is remembered of the references, and what is not."""

import torch

from markstone.examiner.memory import Memory


def test_the_same_question_is_recalled_and_another_is_not() -> None:
    memory = Memory()
    memory.learn(memory.key("f", 0, [torch.ones(2)]), torch.tensor([7.0]))

    assert memory.recall(memory.key("f", 0, [torch.ones(2)])).item() == 7.0
    others = [
        memory.key("g", 0, [torch.ones(2)]),
        memory.key("f", 1, [torch.ones(2)]),
        memory.key("f", 0, [torch.ones(3)]),
        memory.key("f", 0, [torch.ones(2).double()]),
    ]
    assert [memory.recall(key) for key in others] == [None] * 4


def test_what_is_recalled_may_be_changed_without_changing_what_is_known() -> None:
    memory = Memory()
    key = memory.key("f", 0, [])
    answer = {"a": [torch.zeros(2)]}
    memory.learn(key, answer)

    answer["a"][0].add_(1)
    memory.recall(key)["a"][0].add_(1)

    assert memory.recall(key)["a"][0].tolist() == [0, 0]


def test_a_call_with_a_function_or_a_model_cannot_be_remembered() -> None:
    memory = Memory()

    assert memory.key("f", 0, [len]) is None
    assert memory.key("f", 0, [torch.nn.Linear(1, 1)]) is None
    assert memory.recall(None) is None


def test_an_answer_that_is_no_plain_data_is_not_kept() -> None:
    memory = Memory()
    key = memory.key("f", 0, [])

    for answer in (torch.nn.Linear(1, 1), [len], torch.ones(1, requires_grad=True)):
        memory.learn(key, answer)
        assert memory.recall(key) is None


def test_no_more_is_kept_than_there_is_room_for() -> None:
    memory = Memory()
    large = torch.zeros(5 << 20)

    for number in range(5):
        memory.learn(memory.key("f", number, []), large)

    known = [memory.recall(memory.key("f", number, [])) for number in range(5)]
    assert [answer is not None for answer in known] == [True] * 3 + [False] * 2
