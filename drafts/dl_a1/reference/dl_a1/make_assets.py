"""Makes the data of this assignment from nothing.

    python reference/dl_a1/make_assets.py --out /tmp/data

A maker is a function that writes its files into a folder; `MAKERS` names them
all. What counts is the shipped file, whose size and digest `manifest.json`
records; a file that is made again holds the same arrays.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from sklearn.datasets import load_digits

REFERENCE = Path(__file__).resolve().parent
TEMPLATE = REFERENCE.parents[1] / "student_template" / REFERENCE.name
SHIPPED = TEMPLATE / "data"
MANIFEST = "manifest.json"


class Maker(Protocol):
    """Writes its files into a folder."""

    def __call__(self, folder: Path, *, quick: bool = False) -> None:
        """Write the files; quickly, with what takes long cut short, for a test."""


def make_digits8(folder: Path, *, quick: bool = False) -> None:  # noqa: ARG001  (nothing is trained here)
    """Write `digits8.npz`, scikit-learn's 8 x 8 digits as binary images.

    Two arrays of uint8: `train`, (1500, 8, 8), and `test`, (297, 8, 8).
    """
    images = load_digits().images / 16 > 0.5  # (n, 8, 8)
    shuffled = images[np.random.default_rng(0).permutation(len(images))]
    arrays = {"train": shuffled[:1500], "test": shuffled[1500:]}
    np.savez_compressed(
        folder / "digits8.npz",
        **{name: some.astype(np.uint8) for name, some in arrays.items()},
    )


MAKERS: dict[str, Maker] = {"digits8": make_digits8}


def write_manifest(folder: Path) -> None:
    """Record size and SHA-256 of every file of a folder beside them, and print them."""
    entries: dict[str, dict[str, int | str]] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != MANIFEST:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            entries[path.name] = {"bytes": path.stat().st_size, "sha256": digest}
            print(f"{path.name:<20} {path.stat().st_size:>9} bytes  sha256 {digest}")
    text = json.dumps(entries, indent=2, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Make what was asked for and write the manifest."""
    options = _parser().parse_args(arguments)
    if options.quick and options.out.resolve() == SHIPPED:
        _parser().error(
            "--quick would replace the shipped files by makeshift ones. "
            "Say where they go with --out FOLDER."
        )
    options.out.mkdir(parents=True, exist_ok=True)
    for name in [] if options.manifest else [options.only] if options.only else MAKERS:
        # Files are moved in when they are whole: a run that is stopped half-way
        # leaves the folder as it was.
        with tempfile.TemporaryDirectory(dir=options.out) as half_done:
            MAKERS[name](Path(half_done), quick=options.quick)
            for made in Path(half_done).iterdir():
                made.replace(options.out / made.name)
    write_manifest(options.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="FOLDER")
    parser.add_argument("--only", choices=sorted(MAKERS), help="make one thing")
    parser.add_argument("--quick", action="store_true", help="cut long makers short")
    parser.add_argument(
        "--manifest", action="store_true", help="make nothing, record what is there"
    )
    return parser


if __name__ == "__main__":
    main()
