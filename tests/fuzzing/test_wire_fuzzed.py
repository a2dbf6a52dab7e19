"""Whatever comes over the wire is read or refused, in bounded time and memory."""

import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORGETFUL = """
import sys
from tests.fuzzing import wire
from markstone.wire import values
values._UNDECODABLE = tuple(set(values._UNDECODABLE) - {RuntimeError, TypeError})
wire.main(int(sys.argv[1]), float(sys.argv[2]))
"""


def fuzzed(seed: int, seconds: float, *how: str) -> subprocess.CompletedProcess[str]:
    told = how or ("-m", "tests.fuzzing.wire")
    ended = subprocess.run(
        [sys.executable, *told, str(seed), str(seconds)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=seconds + 120,
    )
    print(f"python -m tests.fuzzing.wire {seed} {seconds}", ended.stdout)  # noqa: T201
    return ended


@pytest.mark.slow
def test_nothing_but_a_wire_error_comes_of_the_inputs_of_a_fixed_seed() -> None:
    ended = fuzzed(1, 20)

    assert ended.returncode == 0, ended.stderr


@pytest.mark.slow
def test_nothing_but_a_wire_error_comes_of_the_inputs_of_a_fresh_seed() -> None:
    ended = fuzzed(secrets.randbits(32), 20)

    assert ended.returncode == 0, ended.stderr


@pytest.mark.soak
def test_nothing_but_a_wire_error_comes_of_ten_minutes() -> None:
    ended = fuzzed(secrets.randbits(32), 600)

    assert ended.returncode == 0, ended.stderr


@pytest.mark.slow
def test_a_decoder_that_forgets_an_error_is_found_out() -> None:
    ended = fuzzed(1, 20, "-c", FORGETFUL)

    assert ended.returncode == 1
    assert "payload" in ended.stderr
