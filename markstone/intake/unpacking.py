"""The zip in which a platform packs a whole class, laid open for as long as it is read.

Nothing of it is run, nothing lies outside a folder of its own, and nothing is dropped:
a name that would lead elsewhere is made harmless, and what is in a file is judged
where the student's other files are.
"""

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from markstone.errors import UsageError
from markstone.intake.archive import ARCHIVES, suffix_of, zip_name
from markstone.intake.bundle import TOTAL_BYTES
from markstone.intake.names import is_junk

_ENTRIES = 200_000
_ALL_BYTES = 16 << 30
_LONGEST = 200
_WORK = frozenset({".py", ".ipynb", ".yaml", ".yml"})


@contextmanager
def laid_open(path: Path) -> Iterator[Path]:
    """Yield the folder of submissions: the path, or what its zip holds.

    Raises:
        UsageError: the zip is damaged, encrypted or too large.
    """
    if not (path.is_file() and path.suffix.casefold() == ".zip"):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="markstone-") as temporary:
        # Its own name stays, which may say what the class was asked.
        folder = Path(temporary) / path.stem
        folder.mkdir()
        try:
            _unpack(path, folder)
        except (
            *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
            *(zipfile.BadZipFile, zlib.error),
        ) as error:
            raise UsageError(
                f"{path} cannot be unpacked ({error}). Download it again, or unpack it "
                "and name the folder."
            ) from error
        yield _without_wrapper(folder)


def _without_wrapper(folder: Path) -> Path:
    """Return the folder of the class where it was packed as one folder."""
    inside = list(folder.iterdir())
    if len(inside) != 1 or not inside[0].is_dir():
        return folder
    within = list(inside[0].iterdir())
    entries = [p for p in within if p.is_dir() or suffix_of(p.name) in ARCHIVES]
    has_work = any(p.suffix in _WORK for p in within)
    return inside[0] if len(entries) > 1 and not has_work else folder


def _unpack(path: Path, folder: Path) -> None:
    left = _ALL_BYTES
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > _ENTRIES:
            raise ValueError(f"it holds more than {_ENTRIES:,} entries")
        for info in members:
            name = zip_name(info)
            if name.endswith("/") or is_junk(name):
                _mark_repository(folder, name)
                continue
            left -= min(info.file_size, TOTAL_BYTES + 1)
            if left < 0:
                raise ValueError(f"it holds more than {_ALL_BYTES >> 30} GB")
            with archive.open(info) as packed:
                _lay(packed.read(TOTAL_BYTES + 1), folder, name)


def _mark_repository(folder: Path, name: str) -> None:
    """Leave the sign that a folder is a clone; what is in it is nobody's work."""
    above, sign, _ = f"/{name}".partition("/.git/")
    if sign:
        parts = [_harmless(part) for part in above.split("/") if part not in {"", "."}]
        folder.joinpath(*parts, ".git").mkdir(parents=True, exist_ok=True)


def _lay(content: bytes, folder: Path, name: str) -> None:
    parts = [_harmless(part) for part in name.split("/") if part not in {"", "."}]
    place = folder.joinpath(*(parts or ["_"]))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        free = place
        number = 2
        while free.exists():  # a second file of that name is the student's matter
            free = place.with_name(f"{number}-{place.name}")
            number += 1
        free.write_bytes(content)
    except (FileExistsError, NotADirectoryError):
        _lay(content, folder, name.replace("/", "_"))


def _harmless(part: str) -> str:
    """Return one part of a path that leads nowhere else and fits into a file system."""
    shown = "_" if part == ".." else part.replace("\0", "_").replace("\\", "_")
    encoded = shown.encode("utf-8", "replace")
    return encoded[-_LONGEST:].decode("utf-8", "replace")
