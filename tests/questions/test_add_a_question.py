"""``docs/how-to/add-a-question.md``, followed to the letter in a copy."""

from pathlib import Path

import pytest
from rich.console import Console

from markstone import course, selftest
from markstone.grading import open_station
from markstone.sandbox.wall import Tier
from markstone.showing import Shown
from tests.questions.small_course import RUBRIC, copied, read_rubric, write_rubric

STEM = "x1_softplus"
RIGHT = '''"""Softplus: log(1 + exp(a)).

References:
    Dugas et al., NIPS 2000, https://papers.nips.cc/paper/1920
"""

import torch
from torch import Tensor


def softplus(a: Tensor) -> Tensor:
    """Return log(1 + exp(a)) of every entry, for any a."""
    return torch.logaddexp(a, torch.zeros_like(a))
'''
GRADER = '''"""Checks of x1_softplus."""

import torch


def test_values(student, reference, assert_close, rng):
    """softplus is log(1 + exp(a))."""
    a = torch.randn(5, 3, generator=rng)

    assert_close(student.x1_softplus.softplus(a), reference.x1_softplus.softplus(a))


def test_large(student, assert_close):
    """softplus of a large entry is that entry."""
    a = torch.tensor([200.0, 500.0])

    assert_close(student.x1_softplus.softplus(a), a)
'''
ENTRY = {
    "stem": STEM,
    "title": "Softplus",
    "parts": [
        {
            "id": "a",
            "title": "The function",
            "marks": 2,
            "marked_by": "machine",
            "checks": {
                "values": {"marks": 1, "visibility": "public"},
                "large": {"marks": 1, "needs": ["values"], "hint": "Which exp is inf?"},
            },
        }
    ],
}
ACCEPTED = {
    "library": "torch.nn.functional.softplus(a)",
    "split": "torch.relu(a) + torch.log1p(torch.exp(-a.abs()))",
    "in_numpy": "torch.from_numpy(__import__('numpy').logaddexp(0, a.numpy()))",
}
MUTANTS = {
    "overflows": ("torch.log(1 + torch.exp(a))", "large"),
    "one_forgotten": ("torch.log(torch.exp(a))", "values, large"),
    "minus_a": ("torch.logaddexp(-a, torch.zeros_like(a))", "values, large"),
    "base_two": ("torch.logaddexp2(a, torch.zeros_like(a))", "values"),
    "sigmoid": ("torch.sigmoid(a)", "values, large"),
}


def _module(expression: str, docstring: str) -> str:
    return RIGHT.replace("torch.logaddexp(a, torch.zeros_like(a))", expression).replace(
        RIGHT.split('"""')[1], docstring
    )


def _snapshot(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _add(root: Path) -> None:
    _write(root / f"reference/cs5370_a5/{STEM}.py", RIGHT)
    stub = 'raise NotImplementedError("log(1 + exp(a)), for any a")'
    _write(
        root / f"student_template/cs5370_a5/{STEM}.py",
        RIGHT.replace("return torch.logaddexp(a, torch.zeros_like(a))", stub),
    )
    _write(root / f"graders/cs5370_a5/test_{STEM}.py", GRADER)
    rubric = read_rubric(root)
    rubric["questions"].append(ENTRY)
    rubric["total"] += 2
    write_rubric(root, rubric)
    folder = root / f"tests/questions/cs5370_a5/{STEM}"
    for name, expression in ACCEPTED.items():
        _write(folder / f"accepted/{name}.py", _module(expression, "Another way."))
    for name, (expression, loses) in MUTANTS.items():
        words = f"This is {name}.\n\nLoses: {loses}\n"
        _write(folder / f"mutants/{name}.py", _module(expression, words))


def test_a_new_question_touches_its_five_places_only(tmp_path: Path) -> None:
    root = copied(tmp_path, "p4_planar_flow")
    before = _snapshot(root)

    _add(root)

    after = _snapshot(root)
    touched = {path for path in after if after[path] != before.get(path)}
    places = (
        f"reference/cs5370_a5/{STEM}.py",
        f"student_template/cs5370_a5/{STEM}.py",
        f"graders/cs5370_a5/test_{STEM}.py",
        RUBRIC,
        f"tests/questions/cs5370_a5/{STEM}/",
    )
    assert all(path.startswith(places) for path in touched)


@pytest.mark.slow
def test_a_new_question_passes_the_selftest_as_it_stands(tmp_path: Path) -> None:
    root = copied(tmp_path, "p4_planar_flow")
    _add(root)

    (paper,) = course.load(root)
    station = open_station(paper, Tier.NAMESPACES, seed="any")
    try:
        quiet = Shown(Console(quiet=True))
        report = selftest.run(paper, station, quiet, workers=2)
    finally:
        station.close()

    assert (report.faults, report.unnamed) == ((), ())
