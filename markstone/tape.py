"""What was asked of a student's code, and what it answered, case by case.

A tape lets a check be run again without the student's code: as long as it asks the
same, it is told the same.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from markstone.errors import MarkstoneError
from markstone.wire import messages, values
from markstone.wire.frames import WireError

_MOST_BYTES = 1 << 30
_MOST_KEPT = 64 << 20
"""Bytes of requests and answers of one submission."""
_MOST_PRINTED = 1 << 20
_LONG = 1 << 10

Key = tuple[str, str, str]
"""Question, check and case (``public`` or ``hidden``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of one check."""

    question: str
    check: str
    instance: str
    exchanges: list[list[bytes]]
    """What was sent over (see :func:`shortened`), and what came back, in order and
    bounded; packed as in :mod:`markstone.wire.values`, the numbers of the requests
    blotted out."""
    output: str = ""
    """What the student's code printed meanwhile, as far as it was kept."""

    @property
    def key(self) -> Key:
        """Which case this is."""
        return self.question, self.check, self.instance

    def to_plain(self) -> list[Any]:
        """Return the case as plain data."""
        return [*self.key, self.exchanges, self.output]


def shortened(asked: bytes) -> bytes:
    """Return what was sent over, or its outline and digest where it is long.

    It is the same for all students and can be asked again; to tell whether it still
    is what it was, a digest will do, and an outline shows a person what it was.
    """
    if len(asked) <= _LONG:
        return asked
    size = values.header_size(memoryview(asked))
    outline = asked[:size] if size <= _LONG else b""
    return outline + hashlib.sha256(asked).digest()


def pack(cases: Iterable[Case]) -> bytes:
    """Return the bytes of a tape; the same cases, the same bytes.

    What a student sends and prints in all is bounded by leaving out whole cases.
    """
    kept = [case.to_plain() for case in _fitting(cases)]
    # Nearly all of it is numbers, of which nothing is found by searching longer.
    packer = zlib.compressobj(1, strategy=zlib.Z_RLE)
    return packer.compress(messages.pack(kept)) + packer.flush()


def _fitting(cases: Iterable[Case]) -> Iterator[Case]:
    room, printed = _MOST_KEPT, _MOST_PRINTED
    for case in cases:
        room -= sum(map(len, chain.from_iterable(case.exchanges)))
        printed -= len(case.output.encode())
        if min(room, printed) < 0:
            return
        yield case


def unpack(content: bytes) -> list[Case]:
    """Read a tape back; no bytes are an empty tape.

    Raises:
        MarkstoneError: it is no tape.
    """
    if not content:
        return []
    try:
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(content, _MOST_BYTES)
        told = messages.unpack(plain)
        return [
            Case(question=q, check=c, instance=i, exchanges=exchanges, output=output)
            for q, c, i, exchanges, output in told
        ]
    except (zlib.error, WireError, TypeError, ValueError) as error:
        raise MarkstoneError(f"not a tape: {error}") from error


def read(path: Path) -> list[Case]:
    """Return the cases of a tape's file; none where none can be read."""
    with suppress(OSError, MarkstoneError):
        return unpack(path.read_bytes())
    return []
