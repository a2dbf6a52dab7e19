"""Folders, zips, tars and single files, read as members of a bundle."""

import io
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from markstone.intake.bundle import (
    ENTRIES,
    TOTAL_BYTES,
    Bundle,
    Member,
    RefusedError,
    gather,
)
from markstone.intake.names import is_junk, printable, tidy
from markstone.intake.tars import tar_members
from markstone.model import Status

ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
SINGLES = (".py", ".ipynb")
FOREIGN = (
    *(".7z", ".rar", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst"),
    *(".gz", ".bz2", ".xz", ".zst"),
)
"""Archives that are somebody's work, and that we cannot read within limits."""

_ZIP_ENTRY = b"PK\x01\x02"
_UTF8_NAME = 0x800
_FROM_WINDOWS = 0
_ENCRYPTED = 0x1
_READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def suffix_of(name: str) -> str:
    """Return the suffix that makes a file a submission; empty where none does."""
    known = (*ARCHIVES, *FOREIGN, *SINGLES)
    return next((s for s in known if name.casefold().endswith(s) and name != s), "")


def read_bundle(path: Path) -> Bundle:
    """Read one entry of the folder of submissions.

    Raises:
        RefusedError: it is empty, damaged, encrypted, too large, or no plain
            file or folder.
        OSError: the host cannot read it.
    """
    return _told_of_archives(_read_any(path))


def read_parts(parts: Sequence[tuple[str, Path]]) -> Bundle:
    """Read files of one student that lie side by side, under the names given.

    Raises:
        RefusedError: as for :func:`read_bundle`.
        OSError: the host cannot read one.
    """
    [(name, path), *others] = parts
    if not others and suffix_of(name) in (*ARCHIVES, *FOREIGN):
        return read_bundle(path)
    return _told_of_archives(gather(_part(name, path) for name, path in parts))


def _told_of_archives(bundle: Bundle) -> Bundle:
    for name in bundle.files:
        if suffix_of(name) in (*ARCHIVES, *FOREIGN):
            bundle.notices.gather("Carried along unread, an archive", f"`{name}`")
    return bundle


def _part(name: str, path: Path) -> Member:
    oddity = _oddity(path.lstat().st_mode)
    return Member(name=name, oddity=oddity, read=partial(_head, path))


def _read_any(path: Path) -> Bundle:
    mode = path.lstat().st_mode
    if stat.S_ISDIR(mode):
        return _read_folder(path)
    if not stat.S_ISREG(mode):
        raise RefusedError(f"It is {_oddity(mode)}; those are not followed.")
    if suffix_of(path.name) in SINGLES:
        return gather([Member(name=tidy(path.name), read=partial(_head, path))])
    return _read_archive(path)


def _read_folder(path: Path) -> Bundle:
    members = list(_folder_members(path))
    work = [member for member in members if not is_junk(member.name)]
    # Course sites download each student as a folder around the student's zip.
    lone = work[0] if len(work) == 1 else None
    if lone and not lone.oddity and suffix_of(lone.name) in (*ARCHIVES, *FOREIGN):
        return _read_archive(path / lone.name)
    return gather(members)


def _folder_members(path: Path) -> Iterator[Member]:
    seen = 0
    for where, folders, files in os.walk(path, onerror=_raise):
        here = Path(where)
        folders[:] = sorted(name for name in folders if not is_junk(name))
        linked = [name for name in folders if (here / name).is_symlink()]
        for name in (*linked, *sorted(files)):
            seen += 1
            if seen > ENTRIES + 1:  # as many as `gather` needs to refuse them
                return
            file = here / name
            yield _part(file.relative_to(path).as_posix(), file)


def _raise(error: OSError) -> None:
    raise error


def _oddity(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return "" if stat.S_ISREG(mode) else "a device, pipe or socket"


def _head(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return file.read(limit)


def _read_archive(path: Path) -> Bundle:
    data = _head(path, TOTAL_BYTES + 1)
    if len(data) > TOTAL_BYTES:
        raise RefusedError(
            f"The archive is larger than {TOTAL_BYTES >> 20} MB. "
            "Hand in your own files only."
        )
    if not data:
        raise RefusedError("The archive has no bytes.", status=Status.NOT_SUBMITTED)
    if suffix_of(path.name) in FOREIGN:
        raise RefusedError(
            f"`{printable(path.name)}` is of a kind that is not read. Pack a .zip."
        )
    try:
        return gather(_zip_members(data) if data[:2] == b"PK" else tar_members(data))
    except (
        *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
        *(tarfile.TarError, zipfile.BadZipFile, zlib.error),
    ) as error:
        raise RefusedError(
            f"The archive is damaged, cut off or of another kind ({error}). "
            "Pack and send it again."
        ) from error


def _zip_members(data: bytes) -> Iterator[Member]:
    # An upper bound on the directory, counted before zipfile makes objects of it.
    if data.count(_ZIP_ENTRY) > ENTRIES:
        raise RefusedError(f"It holds more than {ENTRIES} entries.")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.flag_bits & _ENCRYPTED:
                raise RefusedError("The archive is encrypted. Pack it without.")
            if info.compress_type not in _READABLE_METHODS:
                raise RefusedError(
                    "The archive is packed by an unusual method. Pack it as a plain "
                    ".zip."
                )
            mode, name = info.external_attr >> 16, zip_name(info)
            yield Member(
                name=name,
                # Archives from Windows have no mode: those are plain files.
                oddity=_oddity(mode) if stat.S_IFMT(mode) else "",
                is_folder=name.endswith("/"),
                read=partial(_read_zipped, archive, info),
            )


def zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name as whoever packed it meant it, not to be trusted."""
    # `filename` is cut at a NUL; the original is judged instead.
    name = info.orig_filename
    if info.create_system == _FROM_WINDOWS:  # PowerShell 5 writes its own separator
        name = name.replace("\\", "/")
    if info.flag_bits & _UTF8_NAME:
        return name
    try:  # some archivers write UTF-8 without saying so
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _read_zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    with archive.open(info) as file:
        return file.read(limit)
