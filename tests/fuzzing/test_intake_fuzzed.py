"""Whatever is handed in is read or refused, with a reason, in bounded time."""

import json
import secrets
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.fuzzing.malformed import make
from tests.integration.running import CLASS, grade

ROOT = Path(__file__).parents[2]
UNUSABLE = {"unreadable", "not_submitted"}


def fuzzed(seed: int, count: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzzing.intake", str(seed), str(count)]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=600
    )
    print(*command[1:], ended.stdout)  # noqa: T201
    return ended


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, None], ids=["fixed", "fresh"])
def test_malformed_submissions_are_in_the_gradebook_with_a_reason(
    seed: int | None,
) -> None:
    ended = fuzzed(seed or secrets.randbits(32), 75)

    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.soak
@pytest.mark.parametrize("seed", [2, None], ids=["fixed", "fresh"])
def test_a_thousand_malformed_submissions_are_in_the_gradebook_with_a_reason(
    seed: int | None,
) -> None:
    ended = fuzzed(seed or secrets.randbits(32), 500)

    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.soak
def test_the_command_grades_a_class_of_malformed_submissions(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    rng = Random(seed)  # noqa: S311 (no secret)
    some = tmp_path / f"seed {seed}"
    some.mkdir()
    for number in range(30):
        suffix, content = make(rng)
        (some / f"s{number:02}{suffix}").write_bytes(content)
    (some / "whole.zip").write_bytes((CLASS / "s03.zip").read_bytes())

    run = grade(some, tmp_path / "out", "--assignment", "cs5370_a5", "--jobs", 2)

    assert "Traceback" not in run.complained
    assert run.code == 0, run.complained
    books = [json.loads(b.read_text()) for b in run.folder.parent.glob("*/*book.json")]
    students = [student for book in books for student in book["students"]]
    assert len(students) == 31
    assert all(s["notices"] for s in students if s["status"] in UNUSABLE)
    assert run.students["whole"]["marks"] > 0
    assert run.left == ()
