"""A tiny course with a grader for every rule of a check, and one student at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from markstone import course
from markstone.grading.station import Station
from markstone.model import CheckResult, Evidence, Submission
from tests.tiny_course import STEM

GRADER = '''\
import pytest
import torch


def test_property(student, as_tensor):
    """double(x) doubles."""
    value = as_tensor(student.q1_line.double(torch.ones(2)), (None,))
    assert bool((value == 2).all()), "It should double."


def test_close(student, reference, assert_close):
    """double(x) is twice x, on one hidden input."""
    x = torch.tensor([0.1234, 0.5678])
    assert_close(student.q1_line.double(x), reference.q1_line.double(x))


def test_both(student, reference, assert_close, rng, instance):
    """double(x) is twice x, on two inputs."""
    x = torch.randn({"public": 2, "hidden": 5}[instance], generator=rng)
    assert_close(student.q1_line.double(x), reference.q1_line.double(x))


def test_breaks(student):
    """It breaks."""
    student.q1_line.double(1.0)
    raise ZeroDivisionError("the grader's own")


def test_bare(student):
    """It says nothing."""
    assert student.q1_line.double(1.0) is None


def test_skips(student):
    """It skips."""
    pytest.skip("no reason")


@pytest.fixture
def torn():
    yield
    raise ValueError("while tidying up")


def test_torn(torn, student, assert_close):
    """It tidies up badly."""
    assert_close(student.q1_line.double(1.0), 2.0)


@pytest.fixture
def prepared(student):
    return student.q1_line.double(1.0)


def test_prepared(prepared, assert_close):
    """It asks in a fixture."""
    assert_close(prepared, 2.0)


@pytest.fixture
def unprepared():
    raise KeyError("the grader's own")


def test_unprepared(unprepared):
    """It breaks in a fixture."""


def test_handles(student, assert_close):
    """Objects stay over there."""
    net = student.q1_line.Net(3)
    assert_close(net.width.fetch(), 3)
    assert net.other.fetch(default=7) == 7, "There is a default."
    assert net.other.exists() is False, "Nothing else is there."
    assert net.width.exists() is True, "The width is there."
    assert_close(net.scale(2.0), 6.0)
    assert_close(student.q1_line.through(net, 2.0), 6.0)
    assert_close(student.q1_line.through(net.scale.fetch(), 2.0), 6.0)
    assert_close(student.q1_line.apply(student.q1_line.double, 4.0), 8.0)
    assert_close(student.q1_line.apply(student.q1_line.Net.unit, 4.0), 4.0)
    assert_close(student.q1_line.sum_widths({"nets": [net, (net,)]}), 6)
    assert student.q1_line.Net.exists(), "The class is there."
    assert not student.q1_line.Other.exists(), "No other class is there."
    pair = student.q1_line.pair()
    assert_close(pair["nets"][0].width.fetch(), 1)


def test_compares_handles(student):
    """It compares what cannot be compared."""
    assert student.q1_line.Net(3) == student.q1_line.Net(3), "Equal."


def test_iterates_handle(student):
    """It iterates what cannot be iterated."""
    list(student.q1_line.Net(3))


def test_doubts_handle(student):
    """It asks whether an object is true."""
    assert student.q1_line.Net(3), "True."


def test_hashes_handle(student):
    """It keeps an object in a set."""
    {student.q1_line.Net(3)}


def test_passes_attribute(student):
    """It passes an attribute that was not fetched."""
    student.q1_line.through(student.q1_line.Net(3).scale, 2.0)


def test_sends_object(student):
    """It sends an object of its own."""
    student.q1_line.double(object())


def test_path(student, data):
    """A path below the data is the same file over there."""
    text = student.q1_line.read(data / "table.txt")
    assert text == "1 2 3", "The file should be read."


def test_given(student):
    """Given code is the original."""
    assert student.given.helper.who() == "ours", "It should be ours."
    assert student.q1_line.who() == "ours", "It should be ours here too."


def test_arguments_are_copies(student):
    """What is done to an argument stays over there."""
    x = torch.ones(2)
    student.q1_line.zero(x)
    assert float(x.sum()) == 2, "The argument should be as it was."


def test_noise(student, reference, assert_close):
    """Every call begins with one seed, on both sides."""
    first, second = student.q1_line.noise(), student.q1_line.noise()
    assert_close(first, second)
    assert_close(first, reference.q1_line.noise())


def test_noise_is_no_input(student, as_tensor, rng, instance):
    """What is drawn over there repeats no input."""
    drawn = as_tensor(student.q1_line.noise()[0], (3,))
    inputs = torch.randn(3, generator=rng).double()
    assert not torch.equal(drawn, inputs), "They should differ."


def test_typed(typed, right, assert_choice):
    """Typed answers are read."""
    assert typed.number("slope") == right.number("slope"), "The slope is another."
    assert_choice("kind")


def test_lends(student, lend, assert_close):
    """A lent function is called from over there."""
    lent = lend(lambda x: x + 1)
    assert_close(student.q1_line.apply_twice(lent, 1.0), 3.0)
    assert [args for args, _ in lent.calls] == [(1.0,), (2.0,)], "Two calls."


def test_gradients(student, assert_close):
    """Gradients come back."""
    x = torch.tensor([1.0, 2.0])
    out, (gradient,) = student.vjp(student.q1_line.double, [x], [torch.ones(2)])
    assert_close(out, [2.0, 4.0])
    assert_close(gradient, [2.0, 2.0])


def test_torch(student, assert_close):
    """torch is there by name."""
    relu = student.torch("nn.ReLU")()
    assert_close(relu(torch.tensor([-1.0, 2.0])), [0.0, 2.0])


def test_brings(student, assert_close):
    """A module of ours can be brought."""
    assert_close(student.bring("toy").triple(2.0), 6.0)


def test_records(student):
    """Calls of torch are noted."""
    student.record("matmul")
    student.q1_line.product(torch.ones(2, 3), torch.ones(3, 4))
    found = student.recorded()
    assert found == [["matmul", [[2, 3], [3, 4]], [[2, 4]]]], "One product."


def test_counts(student, assert_close):
    """Operations are counted."""
    a, b = torch.ones(2, 3), torch.ones(3, 4)
    assert_close(student.flops(student.q1_line.product, a, b), 48)


def test_careless(student, as_tensor):
    """It compares so that an empty answer would pass."""
    value = as_tensor(student.q1_line.double(torch.ones(0)))
    assert torch.allclose(value, torch.ones(2).double()), "It should double."


def test_starts_over(student, assert_close):
    """Nothing is remembered from before."""
    assert_close(student.q1_line.count(), 1)
    assert_close(student.q1_line.count(), 2)
    student.start_over()
    assert_close(student.q1_line.count(), 1)


def test_makes_no_object(student):
    """It makes an object of a class."""
    student.q1_line.Net(3)


def test_figure(student, record_figure, as_tensor):
    """A figure is kept."""
    record_figure(float(as_tensor(student.q1_line.double(1.0))))


def test_log(submission_log):
    """The log is read."""
    assert submission_log["epochs"] == 3, "Three epochs."
'''
PUBLIC = {"property", "both", "figure", "typed", "log", "starts_over"}
REFERENCE = """\
import random

import numpy as np
import torch

from helper import who as _who


def double(x):
    return 2 * x


class Net:
    def __init__(self, width):
        self.width = width

    def scale(self, x):
        return self.width * x

    @staticmethod
    def unit(x):
        return x


def through(net, x):
    return net(x) if callable(net) else net.scale(x)


def apply(function, x):
    return function(x)


def apply_twice(function, x):
    return function(function(x))


def sum_widths(told):
    first, (second,) = told["nets"]
    return first.width + second.width


def pair():
    return {"nets": (Net(1), Net(2))}


def read(path):
    with open(path) as file:
        return file.read()


def who():
    return _who()


def zero(x):
    x.zero_()


def noise():
    return [torch.randn(3), np.random.rand(3), [random.random() for _ in range(3)]]


_calls = []


def count():
    _calls.append(1)
    print("counted")
    return len(_calls)


def product(a, b):
    return torch.matmul(a, b)
"""
HELPER = "def who():\n    return 'ours'\n"
KEY = "slope: '2'\nkind: {right: 'linear', accepted: ['affine']}\n"
ANSWERS = {STEM: {"slope": "2.0", "kind": "Linear"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of one student."""

    evidence: Evidence

    def __getitem__(self, check: str) -> CheckResult:
        """Return the result of a check by its name."""
        (found,) = [r for r in self.evidence.results if r.check == check]
        return found


def examined(
    station: Station,
    source: str,
    *checks: str,
    files: dict[str, bytes] | None = None,
) -> Seen:
    """Hand in the reference with *source* after it, and look at some checks."""
    code = f"{REFERENCE}\n\n{source}\n".encode()
    return handed_in(station, {f"{STEM}.py": code, **(files or {})}, checks)


def handed_in(
    station: Station, files: dict[str, bytes], checks: Collection[str] = ()
) -> Seen:
    """Hand in files, and look at some checks, or at all of them."""
    module = f"{STEM}.py"
    submission = Submission(
        student="s01",
        assignment="tiny",
        files=files,
        modules={STEM: module} if module in files else {},
        answers=ANSWERS,
    )
    only = [(STEM, check) for check in checks]
    return Seen(evidence=station.grade(submission, only))


def paper_in(root: Path) -> course.Paper:
    """Return the one paper of a course."""
    (paper,) = course.load(root)
    return paper
