"""What a question forbids costs the checks that need it, and no other."""

from collections.abc import Iterator
from typing import Any

import pytest

from markstone.errors import RubricError
from markstone.grading import Station, open_station
from markstone.model import Evidence, Outcome, Submission
from markstone.sandbox.wall import Tier
from tests.integration.examining import paper_in
from tests.tiny_course import NAME, STEM, lay_course

pytestmark = pytest.mark.slow

LAYER = "torch.nn.TransformerEncoderLayer"
FORBIDS = [LAYER, "torch.nn.functional.relu"]
GRADER = '''\
import torch


def test_layer(student):
    """The layer keeps the shape."""
    layer = student.q1_line.Layer(4)
    assert layer(torch.ones(2, 1, 4)).shape == (2, 1, 4), "The shape changed."


def test_relu(student, assert_close, rng, instance):
    """relu is max(0, x)."""
    x = torch.randn(3, generator=rng)
    assert_close(student.q1_line.relu(x), x.clamp(min=0))


def test_given(student):
    """The given model takes the layer."""
    model = student.given.helper.stacked(student.q1_line.Layer)
    assert model(torch.ones(2, 1, 4)).shape == (2, 1, 4), "The shape changed."


def test_other(student, assert_close):
    """Twice x."""
    assert_close(student.q1_line.double(1.0), 2.0)


def test_typed(typed):
    """The slope is 2."""
    assert typed.number("slope") == 2, "It is 2."
'''
RIGHT = """\
import torch
from torch import nn


class Layer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, width)

    def forward(self, x):
        return self.linear(x)


def relu(x):
    return torch.clamp(x, min=0)


def double(x):
    return 2 * x
"""
HELPER = """\
from torch import nn


def stacked(Layer):
    torch_s = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 2)
    return nn.Sequential(Layer(4), torch_s, nn.ReLU())
"""
CHECKS = ("layer", "relu", "given", "other", "typed")


def _course(root: Any, forbids: list[str]) -> Any:
    shown = {"relu": {"visibility": "public"}}
    part = {
        "id": "a",
        "title": "The line",
        "marks": len(CHECKS),
        "marked_by": "machine",
        "checks": {name: {"marks": 1} | shown.get(name, {}) for name in CHECKS},
    }
    question = {"stem": STEM, "title": "A line", "forbids": forbids, "parts": [part]}
    return lay_course(
        root,
        grader=GRADER,
        reference=RIGHT,
        template=RIGHT,
        rubric={"given": ["helper"], "questions": [question], "total": len(CHECKS)},
        files={
            f"student_template/{NAME}/helper.py": HELPER,
            f"reference/{NAME}/{STEM}.yaml": "slope: '2'\n",
        },
    )


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    paper = paper_in(_course(tmp_path_factory.mktemp("course"), FORBIDS))
    one = open_station(paper, Tier.NAMESPACES, seed="autumn")
    yield one
    one.close()


def seen(station: Station, source: str = "", **others: str) -> Evidence:
    """Hand in the right answers with *source* after them."""
    sources = {STEM: f"{RIGHT}\n\n{source}\n", **others}
    return station.grade(
        Submission(
            student="s01",
            assignment=NAME,
            files={f"{stem}.py": text.encode() for stem, text in sources.items()},
            modules={STEM: f"{STEM}.py"},
            answers={STEM: {"slope": "2"}},
        )
    )


def lost(evidence: Evidence) -> dict[str, str]:
    return {
        result.check: result.message
        for result in evidence.results
        if result.outcome is not Outcome.PASSED
    }


def test_an_answer_by_hand_loses_nothing(station: Station) -> None:
    assert lost(seen(station)) == {}


PROVEN = {
    "subclass": "class Layer(nn.TransformerEncoderLayer): pass",
    "helper": "from helper_of_mine import Layer",
}
AT_RUN_TIME = {
    "computed": """
class Layer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.inner = getattr(nn, "reyaLredocnEremrofsnarT"[::-1])(width, 2)
""",
    "evaluated": "Layer = eval('lambda n: nn.Transformer' + 'EncoderLayer(n, 2)')",
    "dynamic subclass": """
Base = vars(nn)["reyaLredocnEremrofsnarT"[::-1]]
class Layer(Base):
    def __init__(self, width):
        nn.Module.__init__(self)
""",
    "dynamic alias": "Layer = vars(nn)['reyaLredocnEremrofsnarT'[::-1]]",
}
MINE = "from torch import nn\nclass Layer(nn.TransformerEncoderLayer): pass"


@pytest.mark.parametrize("name", [*PROVEN, *AT_RUN_TIME])
def test_a_use_costs_the_checks_that_need_it(station: Station, name: str) -> None:
    source = (PROVEN | AT_RUN_TIME)[name]

    evidence = seen(station, source, helper_of_mine=MINE)

    assert set(lost(evidence)) == {"layer", "given"}
    told = lost(evidence)["layer"]
    assert LAYER in told
    assert "this question asks for it by hand" in told


def test_a_hidden_case_tells_only_what_is_forbidden(station: Station) -> None:
    told = lost(seen(station, AT_RUN_TIME["computed"]))["layer"]

    names = " or ".join(f"`{name}`" for name in FORBIDS)
    by_hand = "this question asks for it by hand."
    assert told == f"Your code uses {names} when it runs; {by_hand}"


def test_a_public_case_tells_which_and_where(station: Station) -> None:
    source = "relu = lambda x: getattr(nn.functional, 'uler'[::-1])(x)"

    told = lost(seen(station, source))["relu"]

    assert told.startswith("Your code uses `torch.nn.functional.relu` when it runs; ")
    assert told.endswith(f"by hand ({STEM}.py, line 22, in <lambda>)")


def test_a_forged_word_of_it_never_reaches_the_student(station: Station) -> None:
    source = """
from markstone.candidate.shortcuts import ShortcutError
def relu(x):
    raise ShortcutError(str(x.tolist()))
"""

    told = lost(seen(station, source))["relu"]

    assert "[" not in told


def test_what_is_torch_s_own_business_is_left_alone(station: Station) -> None:
    source = "relu = lambda x: nn.ReLU()(x)"

    assert lost(seen(station, source)) == {}


def test_what_is_never_called_is_told_to_a_person(station: Station) -> None:
    evidence = seen(station, "def twin(): return nn.TransformerEncoderLayer(4, 2)")

    assert lost(evidence) == {}
    (notice,) = evidence.notices
    assert f"names `{LAYER}`" in notice


def test_a_rubric_that_forbids_what_is_not_there_is_refused(tmp_path: Any) -> None:
    paper = paper_in(_course(tmp_path, ["torch.nn.Absent"]))

    with pytest.raises(RubricError, match=r"forbids torch\.nn\.Absent"):
        open_station(paper, Tier.NAMESPACES, seed="autumn")
