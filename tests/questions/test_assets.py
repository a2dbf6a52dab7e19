"""The scripts that make the assets, with the training cut short."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from markstone import course
from markstone.course import Paper

ROOT = Path(__file__).parents[2]
PAPERS = course.load(ROOT)
MANIFEST = "manifest.json"


def _make(paper: Paper, *flags: object) -> subprocess.CompletedProcess[str]:
    script = paper.reference / "make_assets.py"
    return subprocess.run(
        [sys.executable, script, *map(str, flags)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd="/",
    )


def _layout(path: Path) -> object:
    """Return what a file of weights or arrays holds, without the values."""
    match path.suffix:
        case ".pt":
            state = torch.load(path, weights_only=True)
            return {name: getattr(v, "shape", type(v)) for name, v in state.items()}
        case ".npz":
            with np.load(path) as arrays:
                return {name: arrays[name].shape for name in arrays}
        case ".npy":
            return np.load(path).shape
        case _:
            return None


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.assignment.name)
def test_every_shipped_file_can_be_made_from_nothing(
    paper: Paper, tmp_path: Path
) -> None:
    ended = _make(paper, "--quick", "--out", tmp_path)

    assert ended.returncode == 0, ended.stderr
    shipped = paper.template / "data"
    recorded = json.loads((tmp_path / MANIFEST).read_text())
    for name in json.loads((shipped / MANIFEST).read_text()):
        assert recorded[name]["sha256"] in ended.stdout
        assert _layout(tmp_path / name) == _layout(shipped / name), name


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.assignment.name)
def test_hardly_trained_files_do_not_replace_the_shipped_ones(paper: Paper) -> None:
    before = (paper.template / "data" / MANIFEST).read_bytes()

    ended = _make(paper, "--quick")

    assert ended.returncode == 2
    assert "--out FOLDER" in ended.stderr
    assert (paper.template / "data" / MANIFEST).read_bytes() == before
