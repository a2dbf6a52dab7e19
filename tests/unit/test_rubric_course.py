"""A course whose files agree, and every way in which they may not."""

from decimal import Decimal
from pathlib import Path

import pytest

from markstone import rubric
from markstone.errors import RubricError
from markstone.model import Assignment
from tests.unit.builders import a_check, a_human_part, a_part, a_question
from tests.unit.intake_builders import write

REFERENCE = '''\
"""The right answer."""

import torch

TINY = 1e-6


def elbo(x: torch.Tensor, *, beta: float = 1.0) -> torch.Tensor:
    """The bound."""
    return _sum(x) * beta


def _sum(x):
    return x.sum()


class VAE(torch.nn.Module):
    def __init__(self, width: int):
        super().__init__()

    def forward(self, x):
        return x

    def _hidden(self):
        return None
'''
TEMPLATE = """\
import torch


def elbo(x, *, beta=1.0):
    raise NotImplementedError


class VAE(torch.nn.Module):
    def __init__(self, width):
        super().__init__()

    def forward(self, x):
        raise NotImplementedError
"""
GRADER = """\
def helper():
    pass


def test_kl(student):
    pass


def test_load(student):
    pass
"""
GRADER_FILE = "graders/hw5/test_p2_vae.py"
CODE_FILE = "reference/hw5/p2_vae.py"
TEMPLATE_FILE = "student_template/hw5/p2_vae.py"
COURSE: dict[str, str] = {
    GRADER_FILE: GRADER,
    "graders/hw5/test_t1.py": "def test_typed(typed): pass",
    CODE_FILE: REFERENCE,
    "reference/hw5/t1.yaml": "a: 1",
    "reference/hw5/t2.yaml": "a: 1",
    TEMPLATE_FILE: TEMPLATE,
    "student_template/hw5/setup.py": "",
}


ASSIGNMENT = Assignment(
    name="hw5",
    title="Homework 5",
    total=Decimal(4),
    source="somewhere",
    questions=(
        a_question(a_part(a_check("load"), a_check("kl"))),
        a_question(a_part(a_check("typed")), stem="t1"),
        a_question(a_human_part(a_check("says_why")), stem="t2"),
    ),
    given=("setup",),
)


def faults(folder: Path, changes: dict[str, str | None]) -> list[str]:
    """The faults of the course above, with files changed or (None) taken away."""
    files = {
        name: body for name, body in (COURSE | changes).items() if body is not None
    }
    write(folder, files)
    with pytest.raises(RubricError) as caught:
        rubric.check_course(ASSIGNMENT, folder)
    return str(caught.value).splitlines()


def test_a_course_whose_files_agree_passes(tmp_path: Path) -> None:
    write(tmp_path, COURSE)

    rubric.check_course(ASSIGNMENT, tmp_path)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("graders/hw5/test_p2_vae.py", "such as `def test_load(student): ...`."),
        ("reference/hw5/p2_vae.py", "typed answers in reference/hw5/p2_vae.yaml."),
        ("student_template/hw5/p2_vae.py", "Copy reference/hw5/p2_vae.py there"),
        ("student_template/hw5/setup.py", "or take it out of `given`."),
    ],
)
def test_a_file_that_is_missing_is_named_with_what_to_write(
    tmp_path: Path, file: str, said: str
) -> None:
    (line,) = faults(tmp_path, {file: None})

    assert line.startswith(f"{file}: is missing. ")
    assert said in line


def test_a_reference_of_typed_answers_is_enough(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, {"reference/hw5/t1.yaml": None})

    assert line.startswith("reference/hw5/t1.py: is missing. ")


@pytest.mark.parametrize(
    ("grader", "said"),
    [
        (
            GRADER.replace("test_kl", "test_kll"),
            [
                f"{GRADER_FILE}:5: the rubric has no check kll in p2_vae.",
                f"{GRADER_FILE}:1: the rubric's check kl is not here.",
            ],
        ),
        (
            f"{GRADER}\ndef test_kl(): pass",
            [f"{GRADER_FILE}:12: test_kl stands twice."],
        ),
        (
            f"{GRADER}\ndef (",
            [f"{GRADER_FILE}:12: is no valid Python: invalid syntax."],
        ),
    ],
)
def test_grader_and_rubric_name_the_same_checks(
    tmp_path: Path, grader: str, said: list[str]
) -> None:
    lines = faults(tmp_path, {GRADER_FILE: grader})

    assert [line[: len(text)] for line, text in zip(lines, said, strict=True)] == said


def test_a_grader_s_helpers_are_no_checks(tmp_path: Path) -> None:
    helper = "\n\nclass Box:\n    def test_inside(self): pass\n"
    write(tmp_path, COURSE | {GRADER_FILE: GRADER + helper})

    rubric.check_course(ASSIGNMENT, tmp_path)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("x, *, beta=1.0", "x, beta=1.0", ":4: elbo(x, beta=1.0) does not agree with"),
        ("beta=1.0", "beta=2.0", f"agree with elbo(x, *, beta=1.0) in {CODE_FILE}:8."),
        ("(self, width)", "(self)", ":9: VAE.__init__(self) does not agree with VAE."),
        ("def forward", "def _forward", ":1: VAE.forward(self, x) is not here, and is"),
        ("class VAE", "class _VAE", f":1: VAE is not here, and is in {CODE_FILE}:17."),
        (
            "import torch\n",
            "class More:\n    async def act(self): pass\n",
            f":1: More is not in {CODE_FILE}. Take it out here, or add it there.",
        ),
        ("import torch\n", "import (\n", ":1: is no valid Python: invalid syntax."),
    ],
)
def test_reference_and_template_offer_the_same(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    (line,) = faults(tmp_path, {TEMPLATE_FILE: TEMPLATE.replace(right, wrong)})

    assert line.startswith(TEMPLATE_FILE)
    assert said in line


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    write(tmp_path, COURSE)
    (tmp_path / "reference/hw5/p2_vae.py").write_bytes(b"x = '\xff'")

    with pytest.raises(RubricError, match="is no valid Python: not UTF-8 text"):
        rubric.check_course(ASSIGNMENT, tmp_path)


def test_every_fault_of_a_course_is_told_at_once(tmp_path: Path) -> None:
    lines = faults(
        tmp_path,
        {
            "student_template/hw5/setup.py": None,
            "reference/hw5/t1.yaml": None,
            "graders/hw5/test_p2_vae.py": None,
        },
    )

    assert len(lines) == 3
