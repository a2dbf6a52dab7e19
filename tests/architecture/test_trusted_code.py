"""What runs on our side of the wall compares with care and runs nothing it reads."""

from pathlib import Path

import pytest

from markstone.rubric.banned import careless_graders, unsafe_readers

ROOT = Path(__file__).parents[2]
TRUSTED = sorted(
    path
    for folder in ("markstone", "graders", "reference", "student_template")
    for path in (ROOT / folder).rglob("*.py")
    # The candidate's side runs the student's code: that is what it is for.
    if "candidate" not in path.parts and "behind" not in path.parts
)
GRADERS = sorted(path for path in (ROOT / "graders").iterdir() if path.is_dir())


@pytest.mark.parametrize("path", TRUSTED, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_trusted_code_runs_what_it_reads(path: Path) -> None:
    assert unsafe_readers(path) == []


@pytest.mark.parametrize("folder", GRADERS, ids=lambda p: p.name)
def test_no_grader_compares_so_that_a_wrong_answer_passes(folder: Path) -> None:
    assert careless_graders(folder) == []
