"""A worker answers one request at a time; what has no plain form stays with it."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from markstone.candidate.loading import Loader
from markstone.candidate.settings import Bundle
from markstone.candidate.worker import serve
from markstone.wire import frames, tensors, values
from markstone.wire.values import Held, Lent, Named
from tests.unit.imports import forgotten

STEM = "q8_of_a_student"
CODE = """\
import random

import numpy as np
import torch


def double(x, *, times=2):
    return times * x


class Net:
    depth = {"layers": (1, 2)}

    def __init__(self, width):
        self.width = width

    def scale(self, x):
        return self.width * x


def width_of(net):
    return net.width


def apply(function, x):
    return function(x)


def noise():
    return [float(torch.rand(())), float(np.random.rand()), random.random()]


def gate(x, w):
    return {"out": (x * w).sum(), "mask": x > 0}


def product(a, b):
    return torch.matmul(a, b)


def fails():
    raise KeyError("a")


def leaves():
    raise SystemExit(3)


number = 3
"""


class Line:
    """The examiner's end of a worker's line."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._number = 0

    def ask(self, verb: str, *body: object) -> Any:
        """Send a request and return its value, or the list of what was raised."""
        self._number += 1
        self.say([self._number, verb, *body])
        number, word, *rest = self.hear()
        assert number == self._number
        return rest[0] if word == "ok" else rest

    def say(self, message: object) -> None:
        frames.send(self._sock, values.pack(message, tensors.lower))

    def hear(self) -> Any:
        return values.unpack(frames.receive(self._sock), _lift)

    def call(
        self, target: object, path: str = "", *args: object, **more: object
    ) -> Any:
        return self.ask("call", target, path, list(args), more, 7)


def _lift(value: Any) -> Any:
    return tensors.lift(value) if isinstance(value, values.Block) else value


def of_theirs(name: str) -> Named:
    return Named(module=STEM, name=name)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    (tmp_path / f"{STEM}.py").write_text(CODE)
    bundle = Bundle(
        files={}, modules={STEM: f"{STEM}.py"}, given=str(tmp_path), given_modules=()
    )
    ours, theirs = socket.socketpair()
    with ours, theirs, forgotten(tmp_path, "toy_of_ours"):
        ours.settimeout(20)
        worker = threading.Thread(target=serve, args=(theirs, Loader(bundle, tmp_path)))
        worker.start()
        one = Line(ours)
        assert one.hear() == "ready"
        yield one
        ours.shutdown(socket.SHUT_RDWR)
        worker.join(20)


def test_a_function_is_called_with_its_arguments(line: Line) -> None:
    assert line.call(of_theirs("double"), "", 4) == 8
    assert line.call(of_theirs("double"), "", 4, times=3) == 12


def test_a_tensor_goes_over_and_comes_back(line: Line) -> None:
    back = line.call(of_theirs("double"), "", torch.ones(2, dtype=torch.float16))

    assert torch.equal(back, torch.full((2,), 2, dtype=torch.float16))


def test_loading_says_nothing_where_it_works(line: Line) -> None:
    assert line.ask("load", STEM) is None


def test_an_object_stays_and_is_known_by_its_number(line: Line) -> None:
    net = line.call(of_theirs("Net"), "", 3)

    assert isinstance(net, Held)
    assert line.call(net, "scale", 2.0) == 6.0
    assert line.call(of_theirs("width_of"), "", net) == 3
    assert line.call(of_theirs("width_of"), "", net) == 3


def test_objects_inside_containers_are_meant_too(line: Line) -> None:
    net = line.call(of_theirs("Net"), "", 3)

    kind, name, *_ = line.call(
        of_theirs("apply"), "", of_theirs("width_of"), {"a": net}
    )

    # The dict itself reached the function, with the object in it.
    assert (kind, name) == ("raised", "AttributeError")
    assert line.call(of_theirs("apply"), "", of_theirs("width_of"), net) == 3


def test_an_attribute_is_fetched_by_its_path(line: Line) -> None:
    assert line.ask("fetch", of_theirs("number"), "") == 3
    assert line.ask("fetch", of_theirs("Net"), "depth") == {"layers": (1, 2)}
    assert line.ask("fetch", of_theirs("Net.depth"), "") == {"layers": (1, 2)}


@pytest.mark.parametrize(
    ("name", "path", "there"),
    [
        ("Net", "", True),
        ("Net", "depth", True),
        ("Net", "other", False),
        ("No", "", False),
    ],
)
def test_a_name_is_there_or_not(
    line: Line, name: str, path: str, *, there: bool
) -> None:
    assert line.ask("exists", of_theirs(name), path) is there


def test_an_exception_is_an_answer(line: Line) -> None:
    kind, name, message, frames_ = line.call(of_theirs("fails"))

    assert (kind, name, message) == ("raised", "KeyError", "'a'")
    assert frames_[-1][::2] == [f"{STEM}.py", "fails"]


def test_an_exit_is_an_answer(line: Line) -> None:
    assert line.call(of_theirs("leaves"))[1] == "SystemExit"
    assert line.call(of_theirs("double"), "", 1) == 2


@pytest.mark.parametrize(
    ("name", "path", "message"),
    [
        ("nothing", "", f"{STEM}.py has no `nothing`"),
        ("Net", "nothing", "The object has no `nothing`"),
        ("number", "", "`` is not a function"),
        ("Net", "depth", "`depth` is not a function"),
    ],
)
def test_what_is_not_there_or_no_function_is_missing(
    name: str, path: str, message: str, line: Line
) -> None:
    kind, _, told, _ = line.call(of_theirs(name), path)

    assert (kind, told) == ("missing", message)


def test_every_call_begins_with_its_seed(line: Line) -> None:
    one = line.ask("call", of_theirs("noise"), "", [], {}, 7)
    two = line.ask("call", of_theirs("noise"), "", [], {}, 7)
    other = line.ask("call", of_theirs("noise"), "", [], {}, 8)

    assert one == two
    assert all(a != b for a, b in zip(one, other, strict=True))


def test_an_answer_that_cannot_cross_is_an_error(line: Line) -> None:
    kind, name, message, _ = line.call(of_theirs("double"), "", [0] * 150_000)

    assert (kind, name) == ("raised", "WireError")
    assert "use a tensor" in message


def test_a_lent_function_is_asked_for_its_value(line: Line) -> None:
    line.say([41, "call", of_theirs("apply"), "", [Lent(id=2), torch.ones(2)], {}, 7])

    number, word, which, args, kwargs = line.hear()
    line.say(["returned", 5.0])

    assert (number, word, which, kwargs) == (41, "lent", 2, {})
    assert torch.equal(args[0], torch.ones(2))
    assert line.hear() == [41, "ok", 5.0]


def test_a_lent_function_that_is_gone_raises_over_there(line: Line) -> None:
    line.say([41, "call", of_theirs("apply"), "", [Lent(id=2), 1], {}, 7])
    line.hear()
    line.say(["gone", None])

    assert line.hear()[1:4] == ["error", "raised", "RuntimeError"]


def test_gradients_are_pulled_back_through_a_function(line: Line) -> None:
    x, w = torch.tensor([1.0, -2.0]), torch.tensor([3.0, 4.0])

    out, (of_x, of_w) = line.ask(
        "vjp", of_theirs("gate"), "", [x, w], [torch.tensor(2.0)], 7
    )

    assert float(out["out"]) == -5.0
    assert out["mask"].tolist() == [True, False]
    assert torch.equal(of_x, 2 * w)
    assert torch.equal(of_w, 2 * x)


def test_what_no_gradient_reaches_has_none(line: Line) -> None:
    _, gradients = line.ask(
        "vjp", of_theirs("product"), "", [torch.ones(1, 2), torch.ones(2, 1)], [], 7
    )
    assert gradients == [None, None]

    _, gradients = line.ask("vjp", of_theirs("double"), "", [3], [torch.ones(1)], 7)
    assert gradients == [None]


@pytest.mark.parametrize("verb", ["vjp", "flops"])
def test_only_a_function_can_be_differentiated_or_counted(
    verb: str, line: Line
) -> None:
    cotangents: list[object] = [[]] if verb == "vjp" else []

    kind, name, *_ = line.ask(verb, of_theirs("number"), "", [], *cotangents, 7)

    assert (kind, name) == ("raised", "TypeError")


def test_operations_are_counted(line: Line) -> None:
    args = [torch.ones(2, 3), torch.ones(3, 4)]

    assert line.ask("flops", of_theirs("product"), "", args, 7) == 2 * 2 * 3 * 4


def test_calls_of_torch_are_noted_from_the_moment_that_is_asked(line: Line) -> None:
    a, b = torch.ones(2, 3), torch.ones(3, 4)
    line.call(of_theirs("product"), "", a, b)
    line.ask("record", ["matmul", "nn.functional.relu"])
    line.call(of_theirs("product"), "", a, b)

    assert line.ask("recorded", "") == [["matmul", [[2, 3], [3, 4]], [[2, 4]]]]


def test_a_name_that_torch_lacks_cannot_be_noted(line: Line) -> None:
    assert line.ask("record", ["no.such.thing"])[1] == "AttributeError"


def test_a_module_that_is_brought_is_there_for_this_process(line: Line) -> None:
    line.ask("bring", "toy_of_ours", "def triple(x):\n    return 3 * x\n")

    assert line.call(Named(module="toy_of_ours", name="triple"), "", 2) == 6


def test_torch_is_there_by_name(line: Line) -> None:
    relu = line.call(Named(module="torch", name="nn.ReLU"))

    assert line.call(relu, "", torch.tensor([-1.0, 1.0])).tolist() == [0, 1]
