"""What every `make_assets.py` does alike: make files, move them in, record them.

A maker is a function that writes its files into a folder. Each starts from fixed
seeds and runs on one thread, so that it writes the same bytes every time on one
machine; another processor may round otherwise, and then the files agree in what
they do. What counts is the shipped file, whose size and digest `manifest.json`
records.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import torch

MANIFEST = "manifest.json"


class Maker(Protocol):
    """Writes its files into a folder."""

    def __call__(self, folder: Path, *, quick: bool = False) -> None:
        """Write the files; quickly, with the training cut short, for a test."""


def main(
    makers: Mapping[str, Maker],
    shipped: Path,
    *,
    elsewhere: Mapping[str, Path] | None = None,
    arguments: Sequence[str] | None = None,
) -> None:
    """Make what the command line asks for and write the manifest.

    Args:
        makers: by the name that `--only` knows them by, in the order to run.
        shipped: the folder of the files that students receive.
        elsewhere: where the files go of those makers whose files are no student's.
        arguments: instead of the process's own.

    Raises:
        SystemExit: the arguments make no sense; a message says why.
    """
    parser = _parser(makers)
    options = parser.parse_args(arguments)
    if options.quick and options.out in (None, shipped):
        parser.error(
            "--quick would replace the shipped files by hardly trained ones. "
            "Say where they go with --out FOLDER."
        )
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    for name in [] if options.manifest else [options.only] if options.only else makers:
        out = options.out or (elsewhere or {}).get(name, shipped)
        _make(makers[name], out, quick=options.quick)
    write_manifest(options.out or shipped)


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


def _make(maker: Maker, out: Path, *, quick: bool) -> None:
    """Run one maker; its files are moved in when they are whole.

    A run that is stopped half-way leaves the folder as it was.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as half_done:
        maker(Path(half_done), quick=quick)
        for made in Path(half_done).iterdir():
            made.replace(out / made.name)


def _parser(makers: Mapping[str, Maker]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Make the data of this assignment.")
    parser.add_argument("--out", type=Path, metavar="FOLDER")
    parser.add_argument("--only", choices=sorted(makers), help="make one thing")
    parser.add_argument("--quick", action="store_true", help="cut the training short")
    parser.add_argument(
        "--manifest", action="store_true", help="make nothing, record what is there"
    )
    return parser
