"""Lay a submission's files where its code runs, and the given data beside them."""

import shutil
from pathlib import Path

from markstone.candidate.settings import Bundle


def lay_files(folder: Path, bundle: Bundle) -> None:
    """Write every file, and let each module find ``data`` next to it.

    Raises:
        OSError: there is no room for them.
    """
    for name, content in bundle.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    data = Path(bundle.given) / "data"
    for place in {folder, *((folder / p).parent for p in bundle.modules.values())}:
        if data.is_dir() and not (place / "data").exists():
            _link(place / "data", data)


def _link(path: Path, data: Path) -> None:
    try:
        path.symlink_to(data)
    except OSError:  # Windows allows links to some users only
        shutil.copytree(data, path)
