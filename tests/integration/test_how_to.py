"""The commands of the guides, typed as they stand there, by somebody new."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.integration.running import ROOT
from tests.integration.test_downloads import DOWNLOADS, RIGHT, WORK
from tests.integration.test_marks import PARTS
from tests.tiny_course import NAME, STEM, lay_course
from tests.unit.exports_builders import PLATFORMS
from tests.unit.intake_builders import zipped

pytestmark = pytest.mark.slow

DOCS = ROOT / "docs"
ELSEWHERE = {
    r"(venv/bin/pip|python -m pip) install ": "test_wheel.py",
    r"python -m venv ": "whatever runs the tests was made so",
    r"python grade.py selftest ": "test_new_course.py",
    r"markstone check --watch": "test_check_watch.py",
    r"python grade.py mark results( --marker (ann|bob))?$": "tests/browser: it serves",
    r"dask |.* --scheduler ": "test_dask.py",
    r"(echo kernel|sudo sysctl)": "nowhere: it changes the machine",
}
"""Beginnings of commands that are not run here, and where they are."""
_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:python|markstone|dask|mkdir|cd|venv/bin/pip|echo|sudo) ?")


def lines_of(page: Path) -> list[str]:
    """Return the commands of a page, each without its remark."""
    found = []
    for _, language, block in _BLOCK.findall(page.read_text("utf-8")):
        if language not in ("", "sh"):
            continue
        whole = re.sub(r" *\\\n *", " ", block)
        lines = [line.split("  #")[0].strip() for line in whole.splitlines()]
        found += [line for line in lines if _COMMAND.match(line)]
    return found


def commands(page: Path) -> list[str]:
    """Return those that are run here."""
    return [
        line
        for line in lines_of(page)
        if not any(re.match(beginning, line) for beginning in ELSEWHERE)
    ]


def lay_class(folder: Path) -> None:
    """Lay a course with prose in it, and a class of two."""
    question = {"stem": STEM, "title": "A line", "parts": PARTS}
    lay_course(folder, rubric={"total": 3, "questions": [question]})
    for student in ("s01", "s02"):
        work = folder / "submissions" / student
        work.mkdir(parents=True)
        (work / WORK).write_text(RIGHT)
        (work / "answers.yaml").write_text(
            f"assignment: {NAME}\n{STEM}: {{prose: It is linear.}}\n"
        )


def lay_download(folder: Path, platform: str, name: str) -> None:
    """Lay a platform's download where a browser does, and its tables."""
    lay_course(folder)
    (folder / "Downloads").mkdir()
    (folder / "Downloads" / name).write_bytes(zipped(DOWNLOADS[platform]))
    shutil.copy(PLATFORMS / "canvas.csv", folder / "gradebook.csv")
    worksheet = (PLATFORMS / "moodle_en.csv").read_text()
    (folder / "worksheet.csv").write_text(worksheet.replace("5001", "471"))


def lay_results(folder: Path) -> None:
    lay_class(folder)
    run("python grade.py submissions", folder)


def lay_handout(folder: Path) -> None:
    run("markstone new week1 && markstone handout week1 --out home", folder)
    shutil.copy(folder / "reference/week1/q1_softmax.py", folder / "home")


def lay_work(folder: Path) -> None:
    work = folder / "my_course/path/to/submissions/ann/q1_softmax.py"
    work.parent.mkdir(parents=True)
    work.write_text("")


def canvas(folder: Path) -> None:
    lay_download(folder, "canvas", "submissions.zip")


def moodle(folder: Path) -> None:
    lay_download(folder, "moodle", "DL-Homework5-112.zip")


def gradescope(folder: Path) -> None:
    lay_download(folder, "gradescope", "submissions.zip")


@dataclass(frozen=True, kw_only=True)
class Guide:
    """What a page takes for granted, and what it leads to."""

    lay: Callable[[Path], None]
    """What lies in a folder before the first command."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What stands for something of one's own, and what it is here."""
    start: str = "."
    leaves: Sequence[str] = ()
    """What is there after the last command."""


OWN = {
    "SUBMISSIONS": "submissions",
    "STUDENT": "s01",
    "QUESTION.CHECK": f"{STEM}.doubles",
    "CHECK": f"{STEM}.doubles",
}
GUIDES = {
    "explanation/tape.md": Guide(lay=lay_results, words=OWN),
    "how-to/bring-your-own-course.md": Guide(
        lay=lay_work,
        words={
            "mkdir my_course": "true",
            # Where nothing is attempted yet, it is said by the exit code, too.
            "check handout/week1": "check handout/week1 || [ $? = 3 ]",
        },
        leaves=["my_course/handout/week1", "my_course/results/week1/gradebook.csv"],
    ),
    "how-to/canvas.md": Guide(
        lay=canvas, words={"Homework 5": "Homework 5, flows"}, leaves=["filled.csv"]
    ),
    "how-to/check-at-home.md": Guide(
        lay=lay_handout,
        start="home",
        words={"p2_vae": "q1_softmax"},
        leaves=["home/public_checks/report/check.html"],
    ),
    "how-to/continuous-integration.md": Guide(lay=lay_results, leaves=["junit.xml"]),
    "how-to/grade-on-a-cluster.md": Guide(
        lay=lay_class, leaves=[f"results/{NAME}/gradebook.csv"]
    ),
    "how-to/gradescope.md": Guide(
        lay=gradescope,
        words={"9001": "4711"},
        leaves=["results.json", "per-student/4711.json"],
    ),
    "how-to/mark-prose.md": Guide(lay=lay_class, leaves=["answers.csv"]),
    "how-to/moodle.md": Guide(lay=moodle, leaves=["filled.csv"]),
    "how-to/run-an-exam.md": Guide(
        lay=lay_class, words=OWN, leaves=["seed.txt", f"results/{NAME}/run.json"]
    ),
}


def run(script: str, folder: Path, home: Path | None = None) -> str:
    here = Path(sys.executable).parent
    path = f"{here}{os.pathsep}{os.environ['PATH']}"
    places = {"PATH": path, "HOME": str(home or folder)}
    grade = folder / "grade.py"
    if not grade.exists():
        grade.symlink_to(ROOT / "grade.py")
    ended = subprocess.run(
        ["/bin/sh", "-ec", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
        cwd=folder,
        env=os.environ | places,
    )
    assert ended.returncode == 0, f"{script}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def test_every_page_with_a_command_is_followed() -> None:
    pages = {
        page.relative_to(DOCS).as_posix()
        for page in DOCS.rglob("*.md")
        if page.parts[-2] not in ("adr", "reference") and commands(page)
    }

    assert pages == {*GUIDES, "tutorial.md"}  # test_tutorial.py follows that one


def test_what_is_not_run_here_stands_in_a_page() -> None:
    lines = [line for page in DOCS.rglob("*.md") for line in lines_of(page)]

    for beginning in ELSEWHERE:
        assert any(re.match(beginning, line) for line in lines), beginning


@pytest.mark.parametrize("page", GUIDES)
def test_a_guide_can_be_followed_to_the_letter(page: str, tmp_path: Path) -> None:
    guide = GUIDES[page]
    guide.lay(tmp_path)
    script = "\n".join(commands(DOCS / page))
    for word, own in guide.words.items():
        script = script.replace(word, own)

    run(script, tmp_path / guide.start, home=tmp_path)

    assert [name for name in guide.leaves if not (tmp_path / name).exists()] == []
