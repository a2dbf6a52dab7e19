"""A course begun with ``new``, in a folder of its own: every verb works there."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.running import command

pytestmark = pytest.mark.slow


def run(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
        cwd=folder,
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    assert run(folder, "new", "week1").returncode == 0
    return folder


def test_the_checks_of_a_new_assignment_bite_and_are_fair(begun: Path) -> None:
    ended = run(begun, "selftest")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "week1: all is well" in ended.stdout
    assert "Not told from others" not in ended.stdout


def test_a_class_is_graded_from_anywhere_in_a_new_course(begun: Path) -> None:
    handed_in = begun / "classes" / "2026"
    assert run(begun, "handout", "week1", "--out", handed_in / "idle").returncode == 0
    slip = begun / "tests/questions/week1/q1_softmax/mutants/nothing_subtracted.py"
    for name, code in (
        ("right", begun / "reference/week1/q1_softmax.py"),
        ("slipped", slip),
    ):
        (handed_in / name).mkdir()
        shutil.copy(code, handed_in / name / "q1_softmax.py")
        typed = 'assignment: week1\nq1_softmax: {equal_logits: "0.2"}\n'
        (handed_in / name / "answers.yaml").write_text(typed)

    ended = run(begun / "classes", "2026")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(f"Course: {begun}\n")
    book = json.loads((begun / "classes/results/week1/gradebook.json").read_text())
    marks = {one["student"]: one["marks"] for one in book["students"]}
    assert marks == {"idle": 0, "right": 4, "slipped": 3}
    (part,) = [
        one["questions"]["q1_softmax"]["parts"]["a"]
        for one in book["students"]
        if one["student"] == "slipped"
    ]
    assert part["checks"]["large"]["misconception"] == "nothing_subtracted"


def test_a_seed_that_breaks_a_check_grades_nobody(begun: Path, tmp_path: Path) -> None:
    course = shutil.copytree(begun, tmp_path / "course")
    kept = course / "tests/questions/week1/q1_softmax"
    (tmp_path / "class/idle").mkdir(parents=True)
    (tmp_path / "class/idle/q1_softmax.py").write_text("")
    (tmp_path / "seed.txt").write_text("autumn")
    flags = (tmp_path / "class", "--seed-file", tmp_path / "seed.txt")

    first, again = run(course, *flags), run(course, *flags)
    shutil.copy(kept / "mutants/nothing_subtracted.py", kept / "accepted/wrong.py")
    last = run(course, *flags, "--out", tmp_path / "out")

    assert (first.returncode, again.returncode) == (0, 0)
    assert "Trying the checks of week1 with this seed" in first.stdout
    assert "Trying" not in again.stdout
    assert last.returncode == 2
    assert "q1_softmax: wrong loses `large`" in last.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.soak
def test_a_student_checks_at_home_what_a_new_course_hands_out(
    begun: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert run(begun, "handout", "week1", "--out", home).returncode == 0
    untouched = run(home, "check")
    shutil.copy(begun / "reference/week1/q1_softmax.py", home)

    ended = run(home, "check")

    assert "not attempted" in untouched.stdout
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "passed" in ended.stdout


def test_a_named_course_wins_over_the_one_around(begun: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert run(begun, "new", "week2", "--course", other).returncode == 0

    ended = run(begun, "handout", "week1", "--course", other)

    assert ended.returncode == 2
    assert "The course has: week2" in ended.stderr
    assert not (begun / "rubrics" / "week2.yaml").exists()


def test_a_course_among_the_submissions_does_not_judge_them(begun: Path) -> None:
    ended = run(begun, ".")

    assert ended.returncode == 2
    assert "lies among the submissions" in ended.stderr
    assert not (begun / "results").exists()
