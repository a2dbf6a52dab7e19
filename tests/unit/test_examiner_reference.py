"""The references compute in float64, and every call begins with one seed."""

import colorsys
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from markstone.examiner.reference import InDouble, References, load
from tests.unit.imports import forgotten

REFERENCE = """\
import random

import numpy as np
import torch

from helper_of_a_test import TWO

WIDTH = 3


def same(*args, **kwargs):
    return args, kwargs


def dtype(x):
    return x.dtype


def double(x):
    return TWO * x


def noise():
    return [torch.rand(2).tolist(), np.random.rand(2).tolist(), random.random()]


def make(width):
    return torch.nn.Linear(width, 2)


def through(net, x):
    return net(x)


class Net:
    scale = 2.0

    def __call__(self, x):
        return x * self.scale
"""


@pytest.fixture
def references(tmp_path: Path) -> Iterator[References]:
    for name, text in {
        "reference/q1_of_a_test.py": REFERENCE,
        "reference/make_assets.py": "1 / 0\n",
        "template/helper_of_a_test.py": "TWO = 2\n",
        "template/q1_of_a_test.py": "1 / 0\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    with forgotten(tmp_path):
        yield load(tmp_path / "reference", tmp_path / "template", ("helper_of_a_test",))


def test_a_reference_is_found_by_its_stem(references: References) -> None:
    assert references.q1_of_a_test.double(4) == 8
    assert references.q1_of_a_test.WIDTH == 3


def test_given_code_is_found_below_its_own_name(references: References) -> None:
    assert references.given.helper_of_a_test.TWO == 2


@pytest.mark.parametrize("stem", ["q9", "make_assets", "helper_of_a_test"])
def test_a_reference_that_is_not_there_is_named(
    stem: str, references: References
) -> None:
    with pytest.raises(AttributeError, match=stem):
        getattr(references, stem)


def test_a_module_of_the_same_name_from_elsewhere_is_no_reference(
    tmp_path: Path,
) -> None:
    assert "ours" not in vars(colorsys)
    (tmp_path / "colorsys.py").write_text("ours = True\n")

    with forgotten(tmp_path):
        found = load(tmp_path, tmp_path, ()).colorsys

    assert found.ours


@pytest.mark.parametrize("width", [torch.float32, torch.float16, torch.bfloat16])
def test_floating_tensors_become_float64(
    width: torch.dtype, references: References
) -> None:
    x = torch.ones(2, dtype=width)

    assert references.q1_of_a_test.dtype(x) is torch.float64
    assert references.q1_of_a_test.dtype(x=x) is torch.float64


def test_tensors_inside_become_float64(references: References) -> None:
    x = torch.ones(2)

    args, kwargs = references.q1_of_a_test.same([x, (x,)], told={"a": x})

    found = [args[0][0], args[0][1][0], kwargs["told"]["a"]]
    assert [tensor.dtype for tensor in found] == [torch.float64] * 3


@pytest.mark.parametrize("value", [torch.arange(3), torch.tensor([True]), "x", None, 2])
def test_everything_else_stays_as_it_is(value: object, references: References) -> None:
    args, _ = references.q1_of_a_test.same(value)

    assert args[0] is value


def test_the_argument_itself_is_left_alone(references: References) -> None:
    x = torch.ones(2)

    references.q1_of_a_test.same(x)

    assert x.dtype is torch.float32


def test_a_module_that_a_reference_makes_computes_in_float64(
    references: References,
) -> None:
    net = references.q1_of_a_test.make(3)

    assert net(torch.ones(1, 3)).dtype is torch.float64
    assert net.weight.dtype is torch.float64


def test_a_module_may_be_passed_back(references: References) -> None:
    net = references.q1_of_a_test.make(3)

    through = references.q1_of_a_test.through(net, torch.ones(1, 3))

    assert torch.equal(through, net(torch.ones(1, 3)))


def test_an_object_that_can_be_called_is_wrapped_with_its_attributes(
    references: References,
) -> None:
    net = references.q1_of_a_test.Net()

    assert isinstance(net, InDouble)
    assert net.scale == 2.0
    assert net(torch.ones(2)).dtype is torch.float64


def test_every_call_begins_with_the_same_seed(references: References) -> None:
    seeded = references.seeded(7)

    assert seeded.q1_of_a_test.noise() == seeded.q1_of_a_test.noise()


def test_another_seed_gives_other_noise(references: References) -> None:
    one, two = (references.seeded(seed).q1_of_a_test.noise() for seed in (7, 8))

    assert all(a != b for a, b in zip(one, two, strict=True))


def test_the_seed_reaches_torch_numpy_and_python(references: References) -> None:
    torchs, numpys, pythons = references.seeded(7).q1_of_a_test.noise()

    assert torchs == torch.rand(2, generator=_seven()).tolist()
    assert numpys == np.random.RandomState(7).rand(2).tolist()
    assert pythons == random.Random(7).random()  # noqa: S311 (no secret)


def _seven() -> torch.Generator:
    return torch.Generator().manual_seed(7)


def test_modules_are_made_from_the_seed_too(references: References) -> None:
    one, two = (references.seeded(3).q1_of_a_test.make(4) for _ in range(2))

    assert torch.equal(one.weight, two.weight)
