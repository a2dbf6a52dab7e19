"""The synthetic class of the benchmarks, graded: each kind of trouble stays alone."""

import shutil
from pathlib import Path

import pytest

from benchmarks.cohort import COURSE, PAPER, TROUBLE, troubled, well_behaved, write
from benchmarks.grading import read_verdicts, wrong
from tests.integration.running import grade


@pytest.mark.slow
def test_six_kinds_of_trouble_cost_nobody_else_a_mark(tmp_path: Path) -> None:
    root = shutil.copytree(COURSE, tmp_path / "course")
    rubric = root / "rubrics" / f"{PAPER}.yaml"
    text = rubric.read_text()
    rubric.write_text(text.replace("call_seconds: 10", "call_seconds: 2"))
    cohort = [*well_behaved(5), *map(troubled, TROUBLE)]
    out = tmp_path / "results"

    run = grade(write(cohort, tmp_path / "class"), out, "--course", root)

    assert run.code == 0
    assert run.left == ()
    assert wrong(cohort, read_verdicts(out / PAPER / "gradebook.json")) == []
