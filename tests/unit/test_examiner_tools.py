"""What a check works with, apart from the student's code."""

import math
import socket
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import torch

from markstone.briefing import CheckSettings, Examinee, ExaminerSettings
from markstone.examiner.failures import StudentFailure
from markstone.examiner.reference import References
from markstone.examiner.tools import CaseName, Tools
from markstone.examiner.visit import Visit
from markstone.model import Limits, Outcome
from markstone.model.submission import Typed
from markstone.sandbox.link import KeeperLink
from tests.unit.builders import a_submission

KEYS: dict[str, dict[str, Typed]] = {
    "t1": {
        "time": {"right": "t*n^2", "accepted": ["t*n**2 + t*n"]},
        "kind": {"right": "constant", "accepted": ["O(1)"]},
        "steps": {"right": ["draw", "compute", "round"], "accepted": []},
        "density": "d/2",
        "slope": "3",
    }
}


@pytest.fixture
def line() -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours


def a_name(instance: str = "hidden", check: str = "c") -> CaseName:
    return CaseName(question="t1", check=check, instance=instance)


def some_tools(
    line: socket.socket,
    *,
    instance: str = "hidden",
    public: bool = False,
    tolerance: float | None = None,
    answers: dict[str, Typed] | None = None,
    files: dict[str, bytes] | None = None,
) -> Tools:
    check = CheckSettings(public=public, tolerance=tolerance, call_seconds=None)
    settings = ExaminerSettings(
        assignment="hw",
        checks={"t1": {"c": check}},
        graders="/course/graders/hw",
        reference="/course/reference/hw",
        template="/course/student_template/hw",
        given=(),
        given_behind="/given/hw",
        keys=KEYS,
        seed="autumn",
        limits=Limits(),
    )
    submission = a_submission(files=files or {}, answers={"t1": answers or {}})
    visit = Visit(partial(KeeperLink.open, line), settings, Examinee.of(submission))
    return Tools.of(a_name(instance), settings, visit, References({}, {}))


# Seeds.


def test_a_hidden_seed_depends_on_the_course_s_and_a_public_one_does_not() -> None:
    hidden = {a_name("hidden").seed(salt, "inputs") for salt in ("a", "b", "")}
    public = {a_name("public").seed(salt, "inputs") for salt in ("a", "b", "")}

    assert (len(hidden), len(public)) == (3, 1)


def test_every_case_has_seeds_of_its_own() -> None:
    names = [a_name(i, c) for i in ("public", "hidden") for c in ("a", "b")]
    seeds = {name.seed("x", use) for name in names for use in ("inputs", "calls")}

    assert len(seeds) == 8


def test_a_seed_is_small_enough_for_every_generator() -> None:
    seeds = [a_name(check=str(i)).seed("x", "calls") for i in range(100)]

    assert all(0 <= seed < 2**31 for seed in seeds)


def test_inputs_are_drawn_anew_from_the_same_seed(line: socket.socket) -> None:
    tools = some_tools(line)

    one, two = (torch.rand(3, generator=tools.rng) for _ in range(2))

    assert torch.equal(one, two)


def test_noise_from_the_seed_of_calls_repeats_no_input(line: socket.socket) -> None:
    tools = some_tools(line)
    noise = torch.Generator().manual_seed(tools.conversation.seed)

    assert not torch.equal(
        torch.randn(4, generator=tools.rng), torch.randn(4, generator=noise)
    )


# Comparing.


def failure_of(act: Any, *args: Any, **kwargs: Any) -> StudentFailure:
    with pytest.raises(StudentFailure) as caught:
        act(*args, **kwargs)
    return caught.value


def test_what_agrees_is_recorded_and_goes_on(line: socket.socket) -> None:
    tools = some_tools(line)

    tools.assert_close(1.0, 1.00001)

    assert [c.agrees for c in tools.comparisons] == [True]


def test_what_does_not_agree_is_recorded_and_ends_the_check(
    line: socket.socket,
) -> None:
    tools = some_tools(line, instance="public", public=True)

    failure = failure_of(tools.assert_close, [1.0, 3.0], [1.0, 2.0])

    assert failure.outcome is Outcome.FAILED
    assert failure.message == (
        "The values differ from the expected ones. Farthest off at [1]: 3 instead of 2."
    )
    assert [c.deviation for c in tools.comparisons] == [0.5]


def test_a_hidden_case_keeps_the_values_back(line: socket.socket) -> None:
    failure = failure_of(some_tools(line).assert_close, 3.0, 2.0)

    assert failure.message == "The values differ from the expected ones."
    assert failure.detail.endswith("Farthest off: 3 instead of 2.")


def test_a_hidden_twin_says_that_it_is_one(line: socket.socket) -> None:
    failure = failure_of(some_tools(line, public=True).assert_close, 3.0, 2.0)

    assert failure.message.startswith("In a hidden case: The values differ")


def test_the_rubric_s_tolerance_replaces_the_usual_one(line: socket.socket) -> None:
    some_tools(line, tolerance=0.5).assert_close(1.4, 1.0)

    failure_of(some_tools(line).assert_close, 1.4, 1.0)


def test_a_tolerance_of_zero_is_one(line: socket.socket) -> None:
    failure_of(some_tools(line, tolerance=0.0).assert_close, 1.0 + 1e-12, 1.0)


# Reading.


def test_numbers_are_read_as_float64(line: socket.socket) -> None:
    tensor = some_tools(line).as_tensor([1, 2.5], (2,))

    assert tensor.dtype is torch.float64
    assert tensor.tolist() == [1.0, 2.5]


@pytest.mark.parametrize("shape", [(2, 3), (None, 3), (2, None), (None, None), None])
def test_a_shape_may_leave_lengths_open(
    shape: tuple[int | None, ...] | None, line: socket.socket
) -> None:
    assert some_tools(line).as_tensor(torch.ones(2, 3), shape).shape == (2, 3)


@pytest.mark.parametrize("shape", [(3, 2), (None,), (2, 3, None), ()])
def test_another_shape_is_the_student_s_failure(
    shape: tuple[int | None, ...], line: socket.socket
) -> None:
    failure = failure_of(some_tools(line).as_tensor, torch.ones(2, 3), shape)

    assert failure.message.startswith("The shape should be [")
    assert failure.message.endswith("not [2, 3].")


@pytest.mark.parametrize(
    "value", [None, "1", {}, [[1], [1, 2]], 1j, torch.ones(1) * 1j]
)
def test_what_is_no_real_number_is_the_student_s_failure(
    value: object, line: socket.socket
) -> None:
    assert failure_of(some_tools(line).as_tensor, value).outcome is Outcome.FAILED


def test_a_wrong_shape_is_seen_before_anything_is_widened(line: socket.socket) -> None:
    huge = torch.ones(1, dtype=torch.uint8).expand(1 << 40)

    failure_of(some_tools(line).as_tensor, huge, (3,))


@pytest.mark.parametrize("value", [[1.0, 2.0], torch.tensor([[0, 1]])])
def test_what_varies_may_be_carried_forward(value: object, line: socket.socket) -> None:
    some_tools(line).not_constant(value)


@pytest.mark.parametrize(
    "value", [[1.0, 1.0], [1.0], 2.0, [], [1.0, math.nan], [1.0, math.inf], None]
)
def test_what_does_not_vary_may_not(value: object, line: socket.socket) -> None:
    assert failure_of(some_tools(line).not_constant, value).outcome is Outcome.FAILED


# Typed answers.


def test_an_expression_of_the_same_growth_agrees(line: socket.socket) -> None:
    tools = some_tools(line, answers={"time": "3 n^2 t"})

    tools.assert_theta(tools.typed.expression("time", "t n"), "time", "t n")

    assert tools.comparisons[0].metric == "theta"


def test_an_expression_of_other_growth_fails(line: socket.socket) -> None:
    tools = some_tools(line, answers={"time": "t n"})
    expression = tools.typed.expression("time", "t n")

    failure = failure_of(tools.assert_theta, expression, "time", "t n")

    assert failure.message == "The expression grows at another rate."
    assert "Found" in failure.detail


def test_an_expression_that_is_the_same_function_agrees(line: socket.socket) -> None:
    tools = some_tools(line, answers={"density": "d - 0.5 d"})
    expression = tools.typed.expression("density", "d")

    tools.assert_function(expression, "density", "d")


def test_an_expression_that_is_another_function_fails(line: socket.socket) -> None:
    tools = some_tools(line, answers={"density": "d"})
    expression = tools.typed.expression("density", "d")

    failure = failure_of(tools.assert_function, expression, "density", "d")

    assert failure.message == "The expression is another function."


@pytest.mark.parametrize("choice", ["Constant", " constant ", "o(1)"])
def test_an_accepted_choice_is_right(choice: str, line: socket.socket) -> None:
    some_tools(line, answers={"kind": choice}).assert_choice("kind")


def test_another_choice_is_not(line: socket.socket) -> None:
    failure = failure_of(
        some_tools(line, answers={"kind": "linear"}).assert_choice, "kind"
    )

    assert failure.message == "This is not the right answer to `kind`."


@pytest.mark.parametrize(
    ("steps", "in_order", "problem"),
    [
        (["Draw", "compute", "round"], True, None),
        (["round", "draw", "compute", "draw"], False, None),
        (["compute", "draw", "round"], True, "The order of `steps` is not the right"),
        (["draw", "compute"], True, "Something is missing in `steps`."),
        (["draw", "compute", "guess"], False, "Something in `steps` does not belong"),
    ],
)
def test_a_list_of_choices_is_right_in_its_order_or_in_any(
    steps: list[Typed], *, in_order: bool, problem: str | None, line: socket.socket
) -> None:
    tools = some_tools(line, answers={"steps": steps})

    if problem is None:
        tools.assert_choices("steps", in_order=in_order)
    else:
        failure = failure_of(tools.assert_choices, "steps", in_order=in_order)
        assert failure.message.startswith(problem)


def test_an_empty_field_is_not_attempted(line: socket.socket) -> None:
    tools = some_tools(line)

    for read in (tools.typed.text, tools.typed.number, tools.typed.choice):
        assert failure_of(read, "slope").outcome is Outcome.NOT_ATTEMPTED
    numbers = failure_of(tools.typed.numbers, "slope", length=2)
    assert numbers.outcome is Outcome.NOT_ATTEMPTED


def test_a_field_that_cannot_be_read_is_the_student_s_failure(
    line: socket.socket,
) -> None:
    tools = some_tools(line, answers={"slope": "three", "time": "import os"})

    assert failure_of(tools.typed.number, "slope").outcome is Outcome.FAILED
    assert failure_of(tools.typed.expression, "time", "t n").outcome is Outcome.FAILED


def test_a_field_is_read_as_it_was_written(line: socket.socket) -> None:
    tools = some_tools(line, answers={"slope": "3", "row": ["1", "2"]})

    assert tools.typed.text("slope") == "3"
    assert tools.typed.number("slope") == 3.0
    assert tools.typed.numbers("row", length=2) == [1.0, 2.0]


# Figures and logs.


def test_a_figure_is_kept_as_a_number(line: socket.socket) -> None:
    tools = some_tools(line)

    tools.record_figure(torch.tensor(0.75))  # type: ignore[arg-type]

    assert tools.figure == 0.75


def test_the_log_nearest_to_the_top_is_read(line: socket.socket) -> None:
    files = {
        "old/submission_log.json": b'{"a": 1}',
        "submission_log.json": b'{"a": 2}',
    }

    assert some_tools(line, files=files).submission_log() == {"a": 2}


def test_paths_are_those_of_this_side(line: socket.socket) -> None:
    tools = some_tools(line)

    assert str(tools.data) == "/course/student_template/hw/data"
