"""What a process loads, seen from inside it; the contracts read only the source."""

import subprocess
import sys
from pathlib import Path

import pytest

from markstone.ledger.digests import EXAMINING_ROOMS

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "torchvision", "numpy", "pytest", "sympy")
OUTSIDE = ("pydantic", "yaml", "pytest", "rich", "cyclopts", "jinja2", "sympy")


def loaded_by(module: str) -> set[str]:
    """Import a module in a process of its own and return all that came with it."""
    script = f"import sys, {module}; print(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(ended.stdout.split())


@pytest.mark.parametrize("module", ["markstone.cli", "markstone.grading"])
def test_the_host_loads_no_framework_and_no_grader(module: str) -> None:
    loaded = loaded_by(module)

    assert module in loaded
    assert loaded.isdisjoint(HEAVY)
    assert not {name for name in loaded if name.startswith("markstone.examiner")}


def test_what_runs_behind_the_wall_loads_nothing_of_the_other_side() -> None:
    loaded = loaded_by("markstone.candidate.keeper")

    rooms = {name.split(".")[1] for name in loaded if name.startswith("markstone.")}
    assert rooms == {"candidate", "wire"}
    assert loaded.isdisjoint(OUTSIDE)


@pytest.mark.parametrize("process", ["examiner.__main__", "candidate.worker"])
def test_the_digest_of_the_engine_covers_what_examines(process: str) -> None:
    loaded = loaded_by(f"markstone.{process}")

    rooms = {name.split(".")[1] for name in loaded if name.startswith("markstone.")}
    assert len(rooms) > 1
    assert rooms <= set(EXAMINING_ROOMS)


def test_the_probe_of_the_wall_needs_nothing_but_python() -> None:
    source = (ROOT / "markstone" / "sandbox" / "probe.py").read_text()

    assert "markstone." not in source
    assert "torch" not in source
