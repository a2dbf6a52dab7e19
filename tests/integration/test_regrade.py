"""What was done is not done again; a changed rubric runs no student's code."""

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.running import ROOT, command
from tests.questions.small_course import copied, read_rubric, write_rubric

pytestmark = pytest.mark.slow

STEM = "p4_planar_flow"
PAPER = "cs5370_a5"
VARIANTS = ROOT / "tests/questions" / PAPER / STEM
CLASS = {
    "a_right": "accepted/float64_inside.py",
    "b_right": "accepted/log_densities.py",
    "c_slip": "mutants/variance_for_standard_deviation.py",
    "d_slip": "mutants/no_absolute_value.py",
}


class Course:
    """A course of one question and its class, graded again and again."""

    def __init__(self, root: Path) -> None:
        self.root = root / "course"
        self.submissions = root / "class"
        self.out = root / "out"

    def lay(self) -> None:
        """Lay course and class there."""
        self.root.mkdir()
        copied(self.root, STEM)
        for student, variant in CLASS.items():
            folder = self.submissions / student
            folder.mkdir(parents=True)
            shutil.copyfile(VARIANTS / variant, folder / f"{STEM}.py")

    def command(self, out: Path) -> list[str]:
        flags = ("--course", self.root, "--out", out, "--jobs", 2)
        return command(self.submissions, *flags)

    def grade(self, out: Path | None = None) -> dict[str, Any]:
        """Grade the class and return what the run says of itself."""
        where = out or self.out
        ended = subprocess.run(
            self.command(where),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert ended.returncode == 0, ended.stderr
        facts: dict[str, Any] = json.loads((where / PAPER / "run.json").read_text())
        return facts

    def change(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the only question's checks in the rubric."""
        rubric = read_rubric(self.root)
        checks: dict[str, Any] = {}
        for part in rubric["questions"][0]["parts"]:
            checks |= part["checks"]
        change(checks)
        write_rubric(self.root, rubric)

    def outcomes(self, student: str) -> dict[str, str]:
        book = json.loads((self.out / PAPER / "gradebook.json").read_text())
        (found,) = [s for s in book["students"] if s["student"] == student]
        parts = found["questions"][STEM]["parts"].values()
        return {n: c["outcome"] for part in parts for n, c in part["checks"].items()}

    def files(self, out: Path | None = None) -> dict[str, bytes]:
        """Return every result but the record of the run and the known slips."""
        folder = (out or self.out) / PAPER
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in ("run.json", "run.html")
        }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = tmp_path_factory.mktemp("regrade")
    made = Course(root)
    made.lay()
    made.grade()
    return root


@pytest.fixture
def graded(first: Path, tmp_path: Path) -> Course:
    """Copy what was graded; where it lies is no part of it."""
    shutil.copytree(first, tmp_path / "copy")
    return Course(tmp_path / "copy")


def test_an_unchanged_class_starts_nothing_and_changes_nothing(graded: Course) -> None:
    before = graded.files()

    facts = graded.grade()

    assert (facts["examined"], facts["processes_started"]) == (0, 0)
    assert graded.files() == before


def test_a_check_that_wavers_is_named_and_withheld(graded: Course) -> None:
    fickle = graded.submissions / "a_right" / f"{STEM}.py"
    # An answer that depends on when it was asked for.
    fickle.write_text(
        f"{fickle.read_text()}\n\n_right = h\n\n\ndef h(x):\n"
        "    import time\n    return _right(x) + (time.time_ns() >> 10 & 1)\n"
    )

    ended = subprocess.run(
        [*graded.command(graded.out), "--repeat", "12"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1, ended.stderr
    assert f"WAVERS a_right {STEM}.h_fn: " in ended.stdout
    assert "WAVERS b_right" not in ended.stdout
    assert graded.outcomes("a_right")["h_fn"] == "UNFAIR"
    assert graded.outcomes("b_right")["h_fn"] == "PASSED"


def test_a_student_who_hands_in_again_is_examined_alone(graded: Course) -> None:
    source = VARIANTS / CLASS["a_right"]
    shutil.copyfile(source, graded.submissions / "c_slip" / f"{STEM}.py")

    facts = graded.grade()

    assert facts["examined"] == 1
    assert set(graded.outcomes("c_slip").values()) == {"PASSED"}


def test_marks_hints_and_titles_start_nothing(graded: Course) -> None:
    def change(checks: dict[str, Any]) -> None:
        checks["h_fn"]["marks"], checks["h_prime_fn"]["marks"] = 0.25, 0.75
        checks["stats"]["hint"] = "Another hint."

    graded.change(change)
    facts = graded.grade()

    assert (facts["examined"], facts["processes_started"]) == (0, 0)
    book = json.loads((graded.out / PAPER / "gradebook.json").read_text())
    parts = book["students"][0]["questions"][STEM]["parts"]
    assert parts["a"]["checks"]["h_fn"]["marks"] == 0.25


def test_a_newly_forbidden_name_is_looked_for_and_its_notice_stays(
    graded: Course,
) -> None:
    rubric = read_rubric(graded.root)
    rubric["questions"][0]["forbids"] = ["torch.linspace"]
    write_rubric(graded.root, rubric)
    with (graded.submissions / "a_right" / f"{STEM}.py").open("a") as file:
        file.write("\n\ndef plot():\n    return torch.linspace(0, 1, 9)\n")

    facts = graded.grade()
    before = graded.files()
    again = graded.grade()

    assert facts["examined"] >= len(CLASS)
    assert again["examined"] == 0
    assert b"names `torch.linspace`" in before["gradebook.json"]
    assert graded.files() == before


def test_visibility_starts_no_student_s_code(graded: Course) -> None:
    def change(checks: dict[str, Any]) -> None:
        checks["transform"]["visibility"] = "hidden"
        checks["det_abs"]["visibility"] = "public"

    before = graded.outcomes("d_slip")
    graded.change(change)
    facts = graded.grade()

    assert facts["processes_started"] == 0
    assert graded.outcomes("d_slip") == before


def test_a_wider_tolerance_passes_what_was_near_and_starts_no_student_s_code(
    graded: Course,
) -> None:
    assert graded.outcomes("c_slip")["stats"] == "FAILED"

    graded.change(lambda checks: checks["stats"].update(tolerance=1e3))
    facts = graded.grade()

    assert facts["processes_started"] == 0
    assert graded.outcomes("c_slip")["stats"] == "PASSED"
    assert graded.outcomes("d_slip")["det_abs"] == "FAILED"


def test_a_narrower_tolerance_fails_what_was_far_and_starts_no_student_s_code(
    graded: Course,
) -> None:
    graded.change(lambda checks: checks["stats"].update(tolerance=1e3))
    graded.grade()

    graded.change(lambda checks: checks["stats"].pop("tolerance"))
    facts = graded.grade()

    assert facts["processes_started"] == 0
    assert graded.outcomes("c_slip")["stats"] == "FAILED"


def test_another_grader_that_asks_the_same_starts_no_student_s_code(
    graded: Course,
) -> None:
    grader = graded.root / "graders" / PAPER / f"test_{STEM}.py"
    grader.write_text(grader.read_text() + "\n\nANOTHER = 1\n")
    before = graded.files()

    facts = graded.grade()

    assert facts["examined"] > 0
    assert facts["processes_started"] == 0
    changed = {n for n, content in graded.files().items() if before[n] != content}
    assert all(name.startswith(("evidence/", "slips/")) for name in changed)


def test_what_was_asked_and_answered_can_be_shown(graded: Course) -> None:
    ended = subprocess.run(
        command("show", "c_slip", f"{STEM}.stats", "--out", graded.out),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )

    assert ended.returncode == 0, ended.stderr
    assert f"{PAPER} c_slip {STEM}.stats FAILED" in ended.stdout
    assert f"asked     {STEM}.q1_mean_std(<tensor float64 [12, 3]: " in ended.stdout
    assert "answered  (<tensor float64 []: 0.0141078>" in ended.stdout
    assert "expected" in ended.stdout


def test_a_killed_run_goes_on_and_ends_as_if_nothing_had_been(
    graded: Course, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    whole = graded.files()

    for kill_after in (3.0, 5.0, 6.5):
        running = subprocess.Popen(
            graded.command(again), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(kill_after)
        running.send_signal(signal.SIGKILL)
        running.wait()
    graded.grade(again)

    assert graded.files(again) == whole


def when_taped(out: Path) -> dict[Path, int]:
    """Return when each student's tape was written, which is once a job."""
    return {path: path.stat().st_mtime_ns for path in out.rglob("*.tape")}


@pytest.mark.soak
def test_fifty_runs_killed_at_random_moments_end_alike(
    graded: Course, tmp_path: Path
) -> None:
    dice = random.Random(5)  # noqa: S311 (when to kill is no secret)
    whole = graded.files()
    again = tmp_path / "again"
    finished: dict[Path, int] = {}

    for number in range(50):
        if number % 5 == 0:
            graded.grade(again)
            assert graded.files(again) == whole
            assert finished.items() <= when_taped(again).items()
            shutil.rmtree(again)
        finished = when_taped(again)
        running = subprocess.Popen(
            graded.command(again), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(dice.uniform(0.2, 9))
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert finished.items() <= when_taped(again).items()
    graded.grade(again)

    assert graded.files(again) == whole
