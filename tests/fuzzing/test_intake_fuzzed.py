"""Whatever is handed in is read or refused, with a reason, in bounded time."""

import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


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
