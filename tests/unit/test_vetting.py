"""A seed that the course does not know is tried before it judges, and once."""

from pathlib import Path

import pytest

from markstone import course
from markstone.course import Paper
from markstone.errors import RubricError
from markstone.ledger.digests import Digests
from markstone.pipeline.vetting import vet_once
from markstone.sandbox.wall import Tier
from tests.tiny_course import NAME, STEM, lay_course


class Trier:
    """Tries nothing, and knows what it was asked to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def __call__(self, paper: Paper, seed: str) -> None:
        self.asked.append((paper.assignment.name, seed))


def vet(trier: Trier, root: Path, seed: str = "autumn") -> None:
    paper = course.choose(course.load(root / "course"), NAME)
    digests = Digests.of(paper, seed=seed, tier=Tier.NAMESPACES)
    vet_once(trier, digests, seed, root / "out")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    variant = f"tests/questions/{NAME}/{STEM}/accepted/twice.py"
    lay_course(tmp_path / "course", files={variant: "def double(x): return x + x\n"})
    (tmp_path / "out").mkdir()
    return tmp_path


def test_what_was_tried_is_not_tried_again(root: Path) -> None:
    trier = Trier()

    vet(trier, root)
    vet(trier, root)

    assert trier.asked == [(NAME, "autumn")]


@pytest.mark.parametrize(
    "changed",
    [
        f"course/tests/questions/{NAME}/{STEM}/accepted/twice.py",
        f"course/graders/{NAME}/test_{STEM}.py",
        f"course/reference/{NAME}/{STEM}.py",
        "out/seed.json",
    ],
)
def test_whatever_it_depends_on_changes_it_is_tried_again(
    root: Path, changed: str
) -> None:
    trier = Trier()
    vet(trier, root)

    with (root / changed).open("a") as file:
        file.write("# changed\n")
    vet(trier, root)

    assert len(trier.asked) == 2


def test_another_seed_is_tried_too(root: Path) -> None:
    trier = Trier()

    vet(trier, root)
    vet(trier, root, seed="winter")

    assert trier.asked == [(NAME, "autumn"), (NAME, "winter")]


def test_a_seed_that_does_not_hold_is_not_noted(root: Path) -> None:
    def refuse(paper: Paper, seed: str) -> None:
        raise RubricError(f"{paper.assignment.name} does not hold with {seed}")

    paper = course.choose(course.load(root / "course"), NAME)
    digests = Digests.of(paper, seed="autumn", tier=Tier.NAMESPACES)

    with pytest.raises(RubricError):
        vet_once(refuse, digests, "autumn", root / "out")

    assert list((root / "out").iterdir()) == []
