"""What the references answered is found again by what they are asked."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

from markstone.errors import MarkstoneError
from markstone.examiner.noting import (
    NotedReferences,
    NotNotedError,
    Pad,
    RecalledReferences,
)
from markstone.examiner.reference import References
from markstone.recollection import Memoir, Notes, merged

DATA = Path("/course/data")
CASE = ("q1", "c", "public")
SOURCE = """
import torch
from dataclasses import dataclass

LIMIT = 7

def double(x, *, by=2):
    return by * x

def both(x):
    return x, [x + 1]

def drawn(rng):
    return torch.rand(2, generator=rng)

def named(path):
    return path.name

def made(n):
    layer = torch.nn.Linear(n, n)
    torch.nn.init.ones_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    return layer

@dataclass
class Pair:
    left: torch.Tensor
    right: object

def trained(layer):
    with torch.no_grad():
        layer.weight.mul_(3)
    return 1.0

def pair(x):
    return Pair(x, [x, made(2)])
"""


def references() -> References:
    module = ModuleType("q1")
    sys.modules["q1"] = module  # dataclasses look there
    exec(SOURCE, module.__dict__)  # noqa: S102 (written above)
    return References({"q1": module}, {})


def noted(*uses: Any) -> Memoir:
    """Run each use of the references in a run of its own, and merge the notes."""
    memoirs = []
    for use in uses:
        pad = Pad(DATA)
        use(NotedReferences(references(), pad))
        memoirs.append(Memoir(cases={CASE: pad.notes}))
    return Memoir.unpack(merged(memoirs).pack())


def recalled(memoir: Memoir) -> Any:
    notes = Notes(list(memoir.cases.get(CASE, ())))
    return RecalledReferences(notes, References({}, {}), DATA)


def agree(use: Any) -> None:
    """Require that a use comes to the same with the notes alone."""
    first = use(references())
    again = use(recalled(noted(use)))
    torch.testing.assert_close(again, first)


X = torch.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    "use",
    [
        lambda r: r.q1.double(X),
        lambda r: r.q1.double(X, by=3),
        lambda r: [r.q1.double(X), r.q1.double(X + 1), r.q1.double(X)],
        lambda r: r.q1.double(X.numpy()),
        lambda r: r.q1.LIMIT,
        lambda r: r.q1.both(X),
        lambda r: r.q1.made(3)(X.double()).detach(),
        lambda r: r.q1.made(3).double().eval()(X.double()).detach(),
        lambda r: r.q1.made(2).weight.detach(),
        lambda r: r.q1.pair(X).left,
        lambda r: r.q1.pair(X).right[0],
        lambda r: r.q1.pair(torch.ones(2)).right[1](torch.ones(2)).detach(),
        lambda r: r.q1.drawn(torch.Generator().manual_seed(3)),
    ],
)
def test_what_was_asked_once_is_answered_again(use: Any) -> None:
    agree(use)


def test_a_generator_stands_where_the_reference_left_it() -> None:
    def use(r: Any) -> torch.Tensor:
        rng = torch.Generator().manual_seed(3)
        r.q1.drawn(rng)
        return torch.rand(4, generator=rng)

    agree(use)


def test_a_model_is_left_as_the_reference_left_it() -> None:
    def use(r: Any) -> torch.Tensor:
        layer = torch.nn.Linear(2, 2).double()
        layer.load_state_dict({"weight": torch.eye(2), "bias": torch.ones(2)})
        r.q1.trained(layer)
        return layer.weight.detach()

    agree(use)


def test_an_object_that_changes_answers_in_order() -> None:
    def use(r: Any) -> list[torch.Tensor]:
        layer = r.q1.made(3)
        before = layer(X.double()).detach()
        layer.load_state_dict({"weight": torch.zeros(3, 3), "bias": torch.ones(3)})
        return [before, layer(X.double()).detach()]

    agree(use)


def test_a_path_of_the_data_is_the_same_on_every_machine() -> None:
    memoir = noted(lambda r: r.q1.named(DATA / "a.txt"))
    elsewhere = Path("/home/data")
    notes = Notes(list(memoir.cases[CASE]))

    there: Any = RecalledReferences(notes, References({}, {}), elsewhere)

    assert there.q1.named(elsewhere / "a.txt") == "a.txt"


def test_the_rounding_of_another_processor_is_no_other_question() -> None:
    memoir = noted(lambda r: r.q1.double(X))

    found = recalled(memoir).q1.double(X * (1 + 1e-7))

    assert torch.equal(found, 2 * X.double())


@pytest.mark.parametrize(
    "asked",
    [
        X * (1 + 1e-3),
        X.double(),
        X.T,
        X.long(),
        X.reshape(-1),
        torch.full((2, 3), torch.nan),
        [X],
        None,
    ],
)
def test_what_was_never_asked_has_no_answer(asked: Any) -> None:
    memoir = noted(lambda r: r.q1.double(X))

    with pytest.raises(NotNotedError):
        recalled(memoir).q1.double(asked)


def test_whole_numbers_are_asked_for_exactly() -> None:
    memoir = noted(lambda r: r.q1.double(torch.tensor([1, 2, 3])))

    with pytest.raises(NotNotedError):
        recalled(memoir).q1.double(torch.tensor([1, 2, 4]))


def test_several_runs_know_what_each_of_them_was_told() -> None:
    memoir = noted(
        lambda r: r.q1.made(3)(X.double()),
        lambda r: [r.q1.made(2)(torch.ones(2).double()), r.q1.made(3)(2 * X.double())],
    )
    again = recalled(memoir)

    layer = again.q1.made(3)
    rows = [layer(X.double()), layer(2 * X.double())]
    assert torch.equal(rows[1], 2 * rows[0])
    calls = [note for note in memoir.cases[CASE] if note.path == "made"]
    assert len(calls) == 2


def test_a_check_may_write_into_what_it_was_told() -> None:
    again = recalled(noted(lambda r: [r.q1.double(X), r.q1.double(X)]))

    again.q1.double(X).zero_()

    assert again.q1.double(X).sum() > 0


def test_notes_are_the_same_bytes_every_time() -> None:
    one, two = (noted(lambda r: r.q1.both(X)).pack() for _ in range(2))

    assert one == two


@pytest.mark.parametrize("content", [b"", b"nothing", b"x" * 1000])
def test_what_is_no_memoir_is_refused(content: bytes) -> None:
    with pytest.raises(MarkstoneError):
        Memoir.unpack(content)
