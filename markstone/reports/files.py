"""Files that are either whole or not there."""

import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path


def write_whole(path: Path, text: str | bytes, *, synced: bool = True) -> None:
    """Write a file so that a kill at any moment leaves the old one or the new.

    A file that holds the text already is left alone. The folder is not synced:
    after a power cut the old file may be back, and never half of the new one.

    Args:
        path: the file.
        text: what is to stand in it.
        synced: whether to wait for the disk. What the next run can make again need
            not: after a power cut it may be empty, and is written anew.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    content = text.encode() if isinstance(text, str) else text
    write_in_parts(path, lambda: [content], synced=synced)


def write_in_parts(
    path: Path, parts: Callable[[], Iterable[bytes]], *, synced: bool = True
) -> None:
    """Write a large file the same way, never holding all of it.

    Args:
        path: the file.
        parts: yields the same parts each time it is called.
        synced: as for :func:`write_whole`.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    if not (path.is_file() and _holds(path, parts())):
        _replace(path, parts(), synced=synced)


def _holds(path: Path, parts: Iterable[bytes]) -> bool:
    with path.open("rb") as file:
        same = all(file.read(len(part)) == part for part in parts)
        return same and not file.read(1)


def _replace(path: Path, parts: Iterable[bytes], *, synced: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.writelines(parts)
        file.flush()
        if synced:
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
