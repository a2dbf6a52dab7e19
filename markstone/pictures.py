"""The pictures of a submission as bytes, bounded, and back.

They lie in a file of their own: evidence is parsed for a whole class at each regrade.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from markstone.errors import MarkstoneError
from markstone.model import Picture

MOST_OF_ONE = 48 << 10
"""Bytes of one picture."""
MOST = 256 << 10
"""Bytes of all pictures of a submission."""
_TOO_LARGE = "The picture is left out: it is larger than {} KiB."
_TOO_MANY = "The picture is left out: all pictures together are larger than {} KiB."
_ROOM_FOR_NOTES = 16 << 10

Key = tuple[str, str]
"""Question and check."""
Attached = tuple[str, str, Picture]
"""Question, check, and what the check attached."""


def pack(attached: Iterable[Attached]) -> bytes:
    """Return the bytes of a file of pictures; the same pictures, the same bytes.

    One that is too large, or that the others leave no room for, becomes a note.
    """
    kept = list(_bounded(attached))
    return msgspec.msgpack.encode(kept) if kept else b""


def unpack(content: bytes) -> list[Attached]:
    """Read them back; no bytes are no pictures.

    Raises:
        MarkstoneError: it is no file of pictures.
    """
    if not content:
        return []
    if len(content) > 2 * MOST:
        raise MarkstoneError("not a file of pictures: it is too long")
    try:
        return _DECODER.decode(content)
    except (msgspec.DecodeError, ValueError) as error:
        raise MarkstoneError(f"not a file of pictures: {error}") from error


def read(path: Path) -> list[Attached]:
    """Return what lies in a file of pictures; nothing where it cannot be read."""
    with suppress(OSError, MarkstoneError), path.open("rb") as file:
        return unpack(file.read(2 * MOST + 1))
    return []


def kept_in(folder: Path, name: str) -> Mapping[Key, tuple[Picture, ...]]:
    """Return the pictures of a student's checks.

    Args:
        folder: of the assignment, in the results.
        name: of the student's files in it, without suffix.
    """
    return by_check(read(folder / "pictures" / f"{name}.pictures"))


def by_check(attached: Iterable[Attached]) -> Mapping[Key, tuple[Picture, ...]]:
    """Return the pictures of each check."""
    found: dict[Key, tuple[Picture, ...]] = {}
    for question, check, picture in attached:
        found[question, check] = (*found.get((question, check), ()), picture)
    return found


def spliced(earlier: Iterable[Attached], kept: Collection[Key], fresh: bytes) -> bytes:
    """Return the pictures of an earlier run's *kept* checks, and the *fresh* ones.

    Raises:
        MarkstoneError: what is fresh cannot be read.
    """
    held = [one for one in earlier if one[:2] in kept]
    # Sorted, or the order of runs would show.
    return pack(sorted(held + unpack(fresh), key=lambda one: one[:2]))


def _bounded(attached: Iterable[Attached]) -> Iterator[Attached]:
    room = MOST - _ROOM_FOR_NOTES
    room_for_notes = _ROOM_FOR_NOTES
    for question, check, picture in attached:
        size = len(msgspec.msgpack.encode((question, check, picture)))
        if not picture.note and size <= min(MOST_OF_ONE, room):
            room -= size
            yield question, check, picture
            continue
        why = (_TOO_LARGE, MOST_OF_ONE) if size > MOST_OF_ONE else (_TOO_MANY, MOST)
        note = picture
        if not picture.note:
            note = _noted(picture, why[0].format(why[1] >> 10))
        room_for_notes -= len(msgspec.msgpack.encode((question, check, note)))
        if room_for_notes >= 0:
            yield question, check, note


def _noted(picture: Picture, note: str) -> Picture:
    return Picture(caption=picture.caption[:200], alt=note, note=note)


_DECODER = msgspec.msgpack.Decoder(list[Attached])
