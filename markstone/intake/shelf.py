"""The files of a whole class, kept out of memory."""

import os
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path


class Shelf:
    """One temporary file without a name, in which the files of all students lie."""

    def __init__(self) -> None:
        self._fd, path = tempfile.mkstemp(prefix="markstone-")
        weakref.finalize(self, os.close, self._fd)
        Path(path).unlink()
        self._end = 0

    def put(self, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """Return the same files, read from the shelf each time they are looked at.

        Where the disk has no room they stay in memory.
        """
        places: dict[str, tuple[int, int]] = {}
        with suppress(OSError):
            for path, content in files.items():
                self._write(content)
                places[path] = (self._end, len(content))
                self._end += len(content)
            return _Shelved(self, places)
        return files

    def read(self, offset: int, size: int) -> bytes:
        """Return what lies there.

        Raises:
            OSError: it does not lie there any more.
        """
        parts = []
        while size:
            # Not by a position in the file: threads read at the same time.
            part = os.pread(self._fd, size, offset)
            if not part:
                raise OSError("the temporary file of the class was cut short")
            parts.append(part)
            size, offset = size - len(part), offset + len(part)
        return b"".join(parts)

    def _write(self, content: bytes) -> None:
        left, offset = memoryview(content), self._end
        while left:
            count = os.pwrite(self._fd, left, offset)
            left, offset = left[count:], offset + count


class _Shelved(Mapping[str, bytes]):
    __slots__ = ("_places", "_shelf")

    def __init__(self, shelf: Shelf, places: dict[str, tuple[int, int]]) -> None:
        self._shelf = shelf
        self._places = places

    def __getitem__(self, path: str) -> bytes:
        return self._shelf.read(*self._places[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
