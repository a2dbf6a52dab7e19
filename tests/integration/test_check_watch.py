"""``check --watch`` runs again at each save."""

import subprocess
import sys
from pathlib import Path

import pytest

from markstone.course import Paper
from tests.integration.handouts import work_in

pytestmark = pytest.mark.slow

COMMAND = "from markstone.cli import main; main()"
QUESTION = "t3_elbo_terms"
WAITS = "Waiting for the next save"


def told_until_it_waits(process: subprocess.Popen[str]) -> str:
    """Return what is said of the work before the command waits."""
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        if WAITS in line:
            return "".join(said)
        said.append(line)
    raise AssertionError("".join(said))


def test_a_saved_file_is_checked_again(
    small_paper: Paper, small_handout: Path, tmp_path: Path
) -> None:
    folder = work_in(small_handout, tmp_path / "work", {})
    right = small_paper.right_submission().files[f"{QUESTION}.py"]
    process = subprocess.Popen(
        [
            sys.executable,
            "-u",
            "-c",
            COMMAND,
            "check",
            "-q",
            "t3_elbo_terms",
            "--watch",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
    )
    try:
        assert "Nothing is attempted yet" in told_until_it_waits(process)

        (folder / f"{QUESTION}.ipynb").unlink()
        (folder / f"{QUESTION}.py").write_bytes(right)
        told = told_until_it_waits(process)
        if "public checks passed" not in told:  # it looked between the two changes
            told = told_until_it_waits(process)
        assert "2 of 2 public checks passed" in " ".join(told.split())
    finally:
        process.kill()
        process.communicate()
