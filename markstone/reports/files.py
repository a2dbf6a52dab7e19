"""Files that are either whole or not there."""

import os
from collections.abc import Collection
from pathlib import Path


def write_whole(path: Path, text: str | bytes) -> None:
    """Write a file so that a kill at any moment leaves the old one or the new.

    A file that holds the text already is left alone. The folder is not synced:
    after a power cut the old file may be back, and never half of the new one.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    content = text.encode() if isinstance(text, str) else text
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def remove_stale(folder: Path, *, keep: Collection[str], signature: str) -> None:
    """Remove the pages that carry our signature and are not to be kept.

    What somebody else laid into the folder stays.

    Raises:
        OSError: a page cannot be read or removed.
    """
    for path in sorted(folder.glob("*.html")):
        if path.name not in keep and signature.encode() in path.read_bytes()[:1024]:
            path.unlink()
