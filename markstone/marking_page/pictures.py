"""Pictures of what students attached, drawn in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from markstone.marking_page import drawing

_SCRIPT = Path(drawing.__file__)
_SECONDS = 30
_LARGEST = 32 << 20
TEXTS = frozenset({".md", ".txt"})


class Drawn(NamedTuple):
    """What a file looks like."""

    pages: tuple[bytes, ...] = ()
    """PNGs."""
    of: int = 0
    """How many pages there are."""
    fault: str = ""
    """Why there is no picture."""


class Pictures:
    """Draws each file once, and remembers the last ones."""

    def __init__(self) -> None:
        """Begin with none."""
        self._drawn = lru_cache(maxsize=24)(_draw)

    def of(self, body: bytes, path: str) -> Drawn:
        """Return the pictures of a file.

        Args:
            body: what is in it.
            path: how it was called; the suffix says what it is.
        """
        is_pdf = PurePosixPath(path).suffix.lower() == ".pdf"
        return self._drawn(body, "pdf" if is_pdf else "picture")


def _draw(body: bytes, kind: str) -> Drawn:
    if len(body) > _LARGEST:
        return Drawn(fault=f"It is larger than {_LARGEST >> 20} MB.")
    command = [sys.executable, "-I", str(_SCRIPT), kind]
    try:
        ended = subprocess.run(  # noqa: S603  (our own script)
            command,
            input=body,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            env={},
        )
        count, *pages = _unframed(ended.stdout)
        return Drawn(pages=tuple(pages), of=int(count))
    except subprocess.TimeoutExpired:
        return Drawn(fault=f"It could not be drawn within {_SECONDS} s.")
    except (subprocess.CalledProcessError, ValueError):
        return Drawn(fault="It cannot be read as what its name says.")


def _unframed(content: bytes) -> Iterator[bytes]:
    while content:
        length = int.from_bytes(content[:4])
        if len(content) < 4 + length:
            raise ValueError(length)
        yield content[4 : 4 + length]
        content = content[4 + length :]
