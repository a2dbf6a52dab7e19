"""No file of the project speaks of the machine that it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Put together here, so that this file does not say them itself.
HOMES = re.compile(r"/(?:home|Users)/(?!you\b|me\b)\w+/")
PLACES = tuple(
    "/" + place for place in ("work/main", "work/shared", "tmp/dev", "root/.")
)


def tracked() -> list[Path]:
    ended = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 (whichever git there is)
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    names = [name for name in ended.stdout.split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            found[str(path.relative_to(ROOT))] = content.decode("utf-8", "replace")
    return found


def test_no_text_names_a_path_of_somebody_s_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: nobody knows which files belong to it")
    everything = texts()

    faults = {
        f"{name}: {word}"
        for name, text in everything.items()
        for word in (*HOMES.findall(text), *(p for p in PLACES if p in text))
    }

    assert len(everything) > 100
    assert faults == set()
