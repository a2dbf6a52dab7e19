"""Whatever a student's code returns, it is the student's answer: no check breaks.

Every function and every class of a submission answers with the same odd thing, and
every typed answer is the same odd text. A check that computed with it before it
looked would end as UNFAIR, with marks withheld and a person asked.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from markstone import course
from markstone.course import Paper
from tests.integration.running import ROOT, Run, grade, not_passed

pytestmark = pytest.mark.slow

PAPERS = course.load(ROOT)

VALUES = {
    "nothing": "None",
    "true": "True",
    "a_number": "7",
    "a_huge_number": "10**400",
    "a_nan": "math.nan",
    "text": "'42'",
    "a_dict": "{'x': [1.0]}",
    "no_list": "[]",
    "ragged": "[[1.0], [2.0, 3.0]]",
    "nones": "(None, None, None)",
    "texts": "('a', 'b')",
    "a_pair": "(torch.ones(9), torch.ones(9))",
    "three_of_a_kind": "(torch.ones(6), torch.ones(6, 1), torch.ones(0))",
    "nans": "(torch.full((6, 8), math.nan),) * 3",
    "infinities": "(torch.full((9,), math.inf),) * 2",
    "one_tensor": "torch.ones(9)",
    "no_shape": "torch.tensor(1.0)",
    "empty": "torch.empty(0)",
    "truths": "torch.ones(9, dtype=torch.bool)",
    "complex": "torch.ones(9, dtype=torch.complex64)",
    "halves": "torch.ones(9, dtype=torch.float16)",
    "sparse": "torch.eye(9).to_sparse()",
    "quantised": "torch.quantize_per_tensor(torch.ones(9), 0.1, 0, torch.qint8)",
    "on_meta": "torch.ones(9, device='meta')",
    "objects": "np.array([object()] * 9)",
    "dates": "np.array(['2026-01-01'], dtype='datetime64[D]')",
    "a_class": "Odd",
    "a_generator": "(i for i in range(9))",
    "an_exception": "ValueError('returned, not raised')",
    "itself": "loop()",
}

SHAPES = {
    "function": """\
def __getattr__(name):
    return odd if name[:1].islower() else Odd
""",
    "module": """\
class Module(torch.nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()
        self.batch_first = odd()

    load_weights = load_reference = lambda self, state: odd()
    load_state_dict = lambda self, *args, **kwargs: odd()
    forward = odd


def __getattr__(name):
    return odd if name[:1].islower() and name != "load_vae" else Module
""",
}
"""Plain functions everywhere, or modules of torch that can be asked for more."""

CODE = """\
import math

import numpy as np
import torch


def loop():
    endless = []
    endless.append(endless)
    return endless


class Odd:
    pass


def odd(*args, **kwargs):
    return {value}


{shape}
"""

TYPED = {
    "infinite": '"1e999"',
    "not_a_number": '"nan"',
    "a_tower": '"9^9^9^9"',
    "a_long_sum": '"' + "+".join(["t*l*n"] * 150) + '"',
    "deep": '"' + "(" * 300 + "t" + ")" * 300 + '"',
    "a_zero": '"0"',
    "negative": '"-t^(-n)"',
    "over_zero": '"t/(n-n)"',
    "an_attack": "\"__import__('os').system('true')\"",
    "a_list": "[1, [2, [3]]]",
    "sevens": "[1, x, 1/0, nan, t, '', 1e400]",
    "a_mapping": "{a: {b: c}}",
    "a_script": '"<script>alert(1)</script>"',
    "other_letters": '"τ·λ·ν²"',
}


def code(value: str, shape: str) -> str:
    return CODE.format(value=VALUES[value], shape=SHAPES[shape])


@dataclass(frozen=True, slots=True)
class Odd:
    """A class of odd answers to one paper, and what became of it."""

    run: Run
    students: int


def lay_class(folder: Path, paper: Paper, values: Sequence[str]) -> int:
    """Lay a student for every value and shape, each with an odd typed text besides."""
    stems = paper.untouched_submission().modules
    sheet = (paper.template / "answers.yaml").read_text()
    odd = list(product(values, SHAPES))
    assert len(odd) >= len(TYPED)
    for (value, shape), (name, text) in zip(odd, cycle(TYPED.items()), strict=False):
        student = folder / f"{value}-{shape}-{name}"
        student.mkdir(parents=True)
        for stem in stems:
            (student / f"{stem}.py").write_text(code(value, shape))
        answered = re.sub(r'(?m)^(  \w+:) (?:""|\[\])$', rf"\1 {text}", sheet)
        (student / "answers.yaml").write_text(answered)
    return len(odd)


def shares() -> Iterator[ParameterSet]:
    """Yield every paper with its share of the values, and then with all of them."""
    for number, paper in enumerate(PAPERS):
        share = list(VALUES)[number :: len(PAPERS)]
        yield pytest.param((paper, share), id=paper.assignment.name)
    for paper in PAPERS:
        name = f"{paper.assignment.name}-whole"
        yield pytest.param((paper, list(VALUES)), id=name, marks=pytest.mark.soak)


@pytest.fixture(scope="module", params=shares())
def odd(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Odd:
    paper, values = request.param
    name = paper.assignment.name
    folder: Path = tmp_path_factory.mktemp("odd")
    students = lay_class(folder / "class", paper, values)
    flags = ("--assignment", name, "--jobs", 2)
    ran = grade(folder / "class", folder / "out", *flags, seconds=1800)
    return Odd(dataclasses.replace(ran, folder=folder / "out" / name), students)


def test_no_answer_breaks_a_check(odd: Odd) -> None:
    broken = {
        (name, check): odd.run.check(name, check).get("detail", "")[-600:]
        for name, student in odd.run.students.items()
        for check, outcome in not_passed(student).items()
        if outcome == "UNFAIR"
    }

    assert broken == {}
    assert odd.run.code == 0


def test_every_odd_answer_was_looked_at(odd: Odd) -> None:
    assert len(odd.run.students) == odd.students
    for name, student in odd.run.students.items():
        seen = set(not_passed(student).values())
        assert seen & {"FAILED", "ERRORED"}, name


def test_no_odd_answer_takes_long(odd: Odd) -> None:
    for student in odd.run.students.values():
        assert "TIMED_OUT" not in not_passed(student).values(), student["student"]
