"""What is cut from a grader before a student reads it."""

import textwrap

import pytest

from markstone.errors import RubricError
from markstone.handout import public_case
from markstone.handout.excerpt import excerpts

GRADER = '''"""Checks for q1, the hidden ones too."""

from dataclasses import dataclass

import numpy as np
import torch

SIZES = {"public": (5, 4), "hidden": (7, 6)}
"""Rows and columns; hidden ones are larger."""

# Nobody at home needs this.
SECRET = 41


@dataclass
class Maker:
    """Makes inputs."""

    rng: object

    def drawn(self, size):
        """Draw."""
        return torch.randn(size, generator=self.rng)

    def larger(self, size):
        return np.ones(size)


# Two sizes are enough.
def test_shape(student, maker, instance):
    """The shape is kept."""
    x = maker.drawn(SIZES[instance])
    assert student.q1.f(x).shape == x.shape


def test_values(student, maker):
    """The values are right."""
    x = maker.larger(SECRET)
    assert student.q1.f(x) is not None


def _helper():
    return test_values
'''
CONFTEST = """import pytest


@pytest.fixture
def maker(rng):
    return make(rng)


@pytest.fixture
def other():
    return 1


def make(rng):
    return rng
"""


def cut(source: str) -> str:
    return public_case.cut(textwrap.dedent(source))


def excerpt(*checks: str, behind: dict[str, str] | None = None) -> dict[str, str]:
    files = {"test_q1.py": GRADER, "conftest.py": CONFTEST}
    return excerpts(files, behind or {}, {"test_q1.py": checks})


def test_a_hidden_check_is_left_out_with_all_that_only_it_needs() -> None:
    text = excerpt("shape")["test_q1.py"]

    for gone in ("test_values", "SECRET", "Nobody at home", "_helper", "numpy"):
        assert gone not in text


def test_a_method_that_nothing_names_is_left_out() -> None:
    text = excerpt("shape")["test_q1.py"]

    # Nothing in the excerpt says `Maker`, either: the fixture makes something else.
    assert "def larger" not in text


def test_what_overrides_a_method_stays() -> None:
    behind = {
        "maker.py": "import torch\n\n\nclass shape(torch.nn.Module):\n"
        "    def forward(self, x):\n        return self.half(x)\n\n"
        "    def half(self, x):\n        return x / 2\n"
    }

    text = excerpt("shape", behind=behind)["behind/maker.py"]

    assert "def forward" in text
    assert "def half" in text


def test_comments_stay_with_what_they_are_about() -> None:
    assert "# Two sizes are enough.\ndef test_shape" in excerpt("shape")["test_q1.py"]


def test_a_fixture_that_is_asked_for_comes_with_what_it_calls() -> None:
    text = excerpt("shape")["conftest.py"]

    assert "def maker" in text
    assert "def make(" in text
    assert "def other" not in text


def test_what_is_hidden_about_a_constant_is_not_said() -> None:
    text = excerpt("shape")["test_q1.py"]

    assert 'SIZES = {"public": (5, 4)}\n"""Rows and columns."""' in text
    assert "7, 6" not in text


def test_an_excerpt_is_a_module() -> None:
    compile(excerpt("shape")["test_q1.py"], "test_q1.py", "exec")


def test_of_what_is_loaded_beside_the_student_s_code_the_rest_stays() -> None:
    behind = {
        "maker.py": "def shape():\n    return 1\n\n\ndef values():\n    return 2\n",
        "other.py": "x = 1\n",
    }

    files = excerpt("shape", behind=behind)

    assert "behind/other.py" not in files
    assert "def shape" in files["behind/maker.py"]
    assert "def values" not in files["behind/maker.py"]


def test_without_public_checks_nothing_is_handed_out() -> None:
    assert excerpt() == {}


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ('x = 6 if instance == "public" else 9', "x = 6"),
        ('x = 6 if instance != "public" else 9', "x = 9"),
        ('x = 6 if instance == "hidden" else 9', "x = 9"),
        ('x = 6 if not instance == "hidden" else 9', "x = 6"),
        ('x = 2 * (a + b if instance == "public" else 9)', "x = 2 * ((a + b))"),
        ('f(*((3, 5) if instance == "public" else (4, 7)))', "f(*((3, 5)))"),
        ('x = {"public": 1, "hidden": 2}[instance]', 'x = {"public": 1}[instance]'),
        ('x = "ä", 1 if instance == "public" else 2', 'x = "ä", 1'),
    ],
)
def test_an_expression_keeps_its_public_side(source: str, kept: str) -> None:
    function = f"def f(instance):\n    {source}\n"

    assert cut(function) == f"def f(instance):\n    {kept}\n"


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (
            """
            if instance == "public":
                a = 1  # here
                b = 2
            else:
                a = 3
            return a
            """,
            """
            a = 1  # here
            b = 2
            return a
            """,
        ),
        (
            """
            x = 1
            if instance == "hidden":
                x = 2
            return x
            """,
            """
            x = 1
            return x
            """,
        ),
        (
            """
            if instance == "public":
                return 1
            y = 2
            return y
            """,
            """
            return 1
            """,
        ),
        (
            """
            is_public = instance == "public"
            n = 6 if is_public else 9
            return n
            """,
            """
            n = 6
            return n
            """,
        ),
        (
            """
            if instance == "hidden":
                return 1
            """,
            """
            pass
            """,
        ),
    ],
)
def test_a_statement_keeps_its_public_side(body: str, kept: str) -> None:
    def function(lines: str) -> str:
        inner = textwrap.indent(textwrap.dedent(lines).strip("\n"), "    ")
        return f"def f(instance):\n{inner}\n"

    assert cut(function(body)) == function(kept)


@pytest.mark.parametrize(
    "source",
    [
        'def f(instance):\n    return instance in ("hidden",)\n',
        "SIZES = dict(public=1, hidden=2)\n",
        "def f(instance):\n    match instance:\n        case x:\n            pass\n",
    ],
)
def test_a_case_that_cannot_be_cut_out_stops_the_handout(source: str) -> None:
    with pytest.raises(RubricError, match="says what a hidden case is"):
        public_case.require_public(public_case.cut(source), "graders/test_q1.py")
