"""The steps of ``examples/ci`` that check, with the real command and a real handout."""

import json
import sys
from pathlib import Path

import jsonschema
import pytest

from markstone.course import Paper
from markstone.variants import find
from tests.integration.handouts import PAPER, work_in
from tests.integration.test_ci_examples import (
    CI,
    Step,
    load,
    run_step,
    script_of,
    tool,
)
from tests.unit.exports_builders import PLATFORMS

pytestmark = pytest.mark.slow

HALF = "The 1/2 in front of the KL is forgotten."
SLY = b'print("::error::owned\\n::set-output name=marks::100\\n::add-mask::a")\n'
"""A student's line, which would command the runner where it is printed."""


@pytest.fixture
def repository(small_paper: Paper, small_handout: Path, tmp_path: Path) -> Path:
    """Lay a student's repository: a known slip in one question, and a sly line."""
    (slip,) = [
        variant
        for variant in find(small_paper, "mutants")
        if variant.name == "half_forgotten_in_kl"
    ]
    assert slip.code is not None
    files = {"p2_vae.py": slip.code + b"\n" + SLY}
    return work_in(small_handout, tmp_path / "repository", files)


def run_here(script: str, repository: Path, **given: str) -> Step:
    """Run a step in the repository, with the command that this checkout is."""
    runner = repository.parent / "runner"
    runner.mkdir()
    tool(runner, "markstone", "from markstone.cli import main\nmain()\n")
    return run_step(script, runner, repository, **given)


def test_github_s_step_annotates_the_line_and_tells_the_summary(
    repository: Path,
) -> None:
    script = script_of(CI / "github" / "check.yml", "check", "Check")

    step = run_here(script, repository)

    lines = (repository / "p2_vae.py").read_text().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("def elbo"))
    commands = [told for told in step.log.splitlines() if told.startswith("::")]
    assert step.code == 1
    assert commands
    assert all(told.startswith("::error file=p2_vae.py,line=") for told in commands)
    assert f"::error file=p2_vae.py,line={line}," in step.log
    assert HALF in step.summary
    assert len(step.summary.encode()) < 1 << 20
    assert step.outputs == ""
    kept = repository.parent / "runner" / "runner" / "told" / "summary.md"
    assert kept.read_text() == step.summary


def test_gitlab_s_job_fails_where_a_check_does(repository: Path) -> None:
    told = load(CI / "gitlab" / "students.gitlab-ci.yml")
    script = "\n".join(told["check"]["script"])

    step = run_here(script, repository)

    assert step.code == 1
    assert HALF in " ".join(step.log.split())


def test_classroom50_s_autograder_reads_what_the_command_says(repository: Path) -> None:
    given = {
        "CLASSROOM": "dl",
        "ASSIGNMENT": PAPER,
        "SUBMISSION_TAG": "submission/1",
        "COMMIT_URL": "https://example.org/c",
        "RELEASE_URL": "https://example.org/r",
    }
    script = f"{sys.executable} {CI / 'classroom50' / 'autograder.py'}"

    step = run_here(script, repository, **given)

    assert step.code == 0, step.log
    result = json.loads((repository / "result.json").read_text())
    schema = json.loads((PLATFORMS / "classroom50_result.schema.json").read_text())
    jsonschema.validate(result, schema)
    assert 0 < result["score"] < result["max-score"]
