"""The tutorial, followed to the letter: its commands and its change, in order."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.running import CLASS, ROOT
from tests.questions.small_course import RUBRIC, copied

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "tutorial.md"
SOME = ("s05.tar.gz", "s10")
"""Of the class: who is spoken of, and another one. The others, and the other questions
of the paper, cost time."""
_BLOCK = re.compile(r"^```(sh|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Followed:
    folder: Path
    said: dict[str, str]
    """By command, what it printed."""


def blocks() -> list[tuple[str, str]]:
    return _BLOCK.findall(PAGE.read_text("utf-8"))


def run(command: str, folder: Path, told: str = "") -> str:
    here = Path(sys.executable).parent
    ended = subprocess.run(
        ["/bin/sh", "-ec", command],
        input=told,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
        cwd=folder,
        env=os.environ | {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}"},
    )
    fine = (0, 1) if "doctor" in command else (0,)  # 1: a weaker tier holds
    assert ended.returncode in fine, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    folder = copied(tmp_path_factory.mktemp("checkout"), "p2_vae")
    # The rubric as it is written, since the tutorial changes its lines.
    shown = (ROOT / RUBRIC).read_text()
    head, *questions = re.split(r"^(?=  - stem: )", shown, flags=re.MULTILINE)
    (question,) = [text for text in questions if text.startswith("  - stem: p2_vae\n")]
    head = head.replace("total: 50\n", "total: 13\n")
    (folder / RUBRIC).write_text(head + question)
    shutil.copytree(
        ROOT / "markstone",
        folder / "markstone",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(ROOT / "grade.py", folder)
    for name in SOME:
        copy = shutil.copytree if (CLASS / name).is_dir() else shutil.copy
        target = folder / "examples" / "submissions" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(CLASS / name, target)
    said = {}
    for kind, text in blocks():
        if kind == "diff":
            run("git apply -", folder, text)
            continue
        for line in text.splitlines():
            key = line if line not in said else f"{line} (again)"
            said[key] = run(line, folder)
    return Followed(folder, said)


def test_the_tutorial_has_every_step_of_a_first_day() -> None:
    kinds = [kind for kind, _ in blocks()]
    text = " ".join(text for _, text in blocks())

    assert kinds == ["sh", "sh", "sh", "diff", "sh"]
    assert all(verb in text for verb in ("doctor", "show", "compare"))


def test_the_slip_that_the_tutorial_speaks_of_is_shown(followed: Followed) -> None:
    said = followed.said["python grade.py show s05 p2_vae.kl"]
    page = followed.folder / "results/cs5370_a5/report/s05.html"

    assert "FAILED" in said
    assert "1/2" in page.read_text()


def test_the_changed_rubric_costs_what_the_tutorial_says(followed: Followed) -> None:
    (line,) = [
        line
        for line in followed.said["python grade.py compare before results"].splitlines()
        if "s05" in line
    ]

    assert "10" in line.split()
    assert "9.5" in line.split()


def test_the_second_run_of_the_tutorial_runs_no_student_code(
    followed: Followed,
) -> None:
    facts = (followed.folder / "results/cs5370_a5/run.json").read_text()

    assert '"examined": 0' in facts
