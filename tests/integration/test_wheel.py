"""A student's way: install the wheel, unpack the handout, check, offline."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from markstone.course import Paper
from markstone.variants import find
from tests.integration.handouts import PAPER, work_in

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SECONDS = 15
"""On two idle cores; a busy machine gets more."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, and install it where nothing of the checkout is."""
    folder = tmp_path_factory.mktemp("student")
    source = folder / "source"
    source.mkdir()
    for name in ("markstone", "pyproject.toml", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    run([*build, str(source)])
    shutil.rmtree(source)
    (wheel,) = folder.glob("*.whl")
    # Its packages come from here, but for markstone: downloading torch takes minutes.
    run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")])
    python = folder / "venv" / "bin" / "python"
    (site,) = (folder / "venv" / "lib").glob("*/site-packages")
    run([*pip, "install", "--no-deps", "--no-index", "--target", str(site), str(wheel)])
    (site / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return python


def run(command: list[str]) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def check(python: Path, folder: Path) -> tuple[int, str, float]:
    """Check as a student does, with no network and no course."""
    start = time.monotonic()
    offline = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    ended = subprocess.run(
        [str(python), "-c", "from markstone.cli import main; main()", "check"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, **offline, "COLUMNS": "200"},
    )
    assert ended.stderr == ""
    return ended.returncode, ended.stdout, time.monotonic() - start


def test_a_known_slip_is_named_where_only_the_wheel_and_the_handout_are(
    installed: Path, small_paper: Paper, small_handout: Path, tmp_path: Path
) -> None:
    (mutant,) = [
        variant
        for variant in find(small_paper, "mutants")
        if variant.name == "half_forgotten_in_kl"
    ]
    assert mutant.code is not None
    wrong = work_in(small_handout, tmp_path / "wrong", {"p2_vae.py": mutant.code})

    code, out, seconds = check(installed, wrong)

    assert code == 1
    assert "The 1/2 in front of the KL is forgotten." in out
    assert seconds < SECONDS * max(1.0, os.getloadavg()[0])


def test_the_installed_engine_is_the_wheel_s(installed: Path) -> None:
    script = "import markstone.home; print(markstone.home.__file__)"

    place = run([str(installed), "-I", "-c", script])

    assert str(installed.parents[1]) in place


@pytest.mark.soak
def test_a_template_and_a_right_solution_are_checked_in_seconds(
    installed: Path, small_paper: Paper, small_handout: Path, tmp_path: Path
) -> None:
    right = small_paper.right_submission()
    sheet = json.dumps({"assignment": PAPER, **right.answers}).encode()
    files = {**right.files, "answers.yaml": sheet}
    untouched = work_in(small_handout, tmp_path / "untouched", {})
    solved = work_in(small_handout, tmp_path / "solved", files)

    nothing, everything = check(installed, untouched), check(installed, solved)

    assert (nothing[0], everything[0]) == (3, 0)
    assert "Nothing is attempted yet" in nothing[1]
    public = small_paper.assignment.public_part()
    count = sum(len(list(question.checks)) for question in public.questions)
    assert f"{count} of {count} public checks passed" in everything[1]
    limit = SECONDS * max(1.0, os.getloadavg()[0])
    assert max(nothing[2], everything[2]) < limit
