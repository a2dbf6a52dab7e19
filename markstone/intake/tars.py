"""The members of a tar, in time and memory that grow with its bytes only.

``tarfile`` reads each header; the walk from one to the next is done here. Its own
can be led backwards by a negative size, and made to keep the rest of the archive
once for each line of an extended header.
"""

import gzip
import io
import re
import tarfile
from collections.abc import Iterator

from markstone.intake.bundle import TOTAL_BYTES, Member, RefusedError

_HEADERS_BYTES = 16 << 20
_GZIP = b"\x1f\x8b"
_LONGEST_NAME = 4_096
_EXTENDED = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
_ABOUT_OTHERS = (
    *_EXTENDED,
    *(tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)
"""Kinds of entries that say something of the next one and are none themselves."""

_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_RECORD = re.compile(rb"(\d{1,8}) ")
_Said = dict[bytes, bytes]
"""What an extended header says, by keyword."""


def tar_members(data: bytes) -> Iterator[Member]:
    """List the members of a tar, packed with gzip or not.

    Raises:
        RefusedError: it holds more than a submission may.
        tarfile.TarError, OSError, EOFError, zlib.error: it is damaged.
    """
    if data[:2] == _GZIP:
        data = _unpacked(data)
    view, at, told = memoryview(data), 0, _Said()
    while at + tarfile.BLOCKSIZE <= len(data):
        block = data[at : at + tarfile.BLOCKSIZE]
        if block == tarfile.NUL * tarfile.BLOCKSIZE:
            return
        info = _header(block)
        at += tarfile.BLOCKSIZE
        body = view[at : at + _size(info)]
        if len(body) < _size(info):
            raise tarfile.ReadError("unexpected end of data")
        at += -(-len(body) // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
        if info.type in _ABOUT_OTHERS:
            _listen(info, bytes(body), told)
        else:
            if told.get(b"size", b"%d" % info.size) != b"%d" % info.size:
                raise tarfile.ReadError("a file with two sizes")
            yield _member(info, body, told)
            told = _Said()
    raise tarfile.ReadError("no end mark")


def _unpacked(data: bytes) -> bytes:
    limit = TOTAL_BYTES + _HEADERS_BYTES
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
        data = packed.read(limit + 1)
    if len(data) > limit:
        raise RefusedError(
            f"The archive holds more than {TOTAL_BYTES >> 20} MB. "
            "Hand in your own files only."
        )
    return data


def _header(block: bytes) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError as error:
        raise tarfile.ReadError(f"no end mark, {error}") from error
    if info.size < 0:
        raise tarfile.ReadError("a negative size")
    return info


def _size(info: tarfile.TarInfo) -> int:
    """Return how many bytes follow a header: links and folders have none."""
    unknown = info.type not in tarfile.SUPPORTED_TYPES
    bears = info.isreg() or unknown or info.type in _ABOUT_OTHERS
    return info.size if bears else 0


def _listen(info: tarfile.TarInfo, body: bytes, told: _Said) -> None:
    """Take up what an entry says of the next one, each thing once."""
    if info.type == tarfile.GNUTYPE_LONGNAME:
        said = {b"long name": body.rstrip(tarfile.NUL)[:_LONGEST_NAME]}
    else:
        said = _records(body) if info.type in _EXTENDED else {}
    if not told.keys().isdisjoint(said):
        raise tarfile.ReadError("headers that say the same thing twice")
    told.update(said)


def _records(body: bytes) -> _Said:
    """Read the lines of an extended header: their length, keyword and value."""
    said: _Said = {}
    at = 0
    while length := _RECORD.match(body, at):
        end = at + int(length[1])
        keyword, equals, value = body[length.end() : end].partition(b"=")
        if end > len(body) or not equals or not value.endswith(b"\n"):
            raise tarfile.ReadError("a damaged extended header")
        said[keyword] = value[:-1][:_LONGEST_NAME]
        at = end
    return said


def _member(info: tarfile.TarInfo, body: memoryview, told: _Said) -> Member:
    named = told.get(b"path", told.get(b"long name"))
    name = info.name if named is None else named.decode("utf-8", "surrogateescape")
    sparse = any(keyword.startswith(b"GNU.sparse.") for keyword in told)
    return Member(
        name=name,
        oddity=_oddity(info, sparse=sparse),
        is_folder=info.isdir(),
        read=lambda limit: bytes(body[:limit]),
    )


def _oddity(info: tarfile.TarInfo, *, sparse: bool) -> str:
    if sparse or info.issparse():
        return "a file with holes"
    if info.type in _PLAIN:
        return ""
    if info.issym():
        return "a symbolic link"
    return "a hard link" if info.islnk() else "a device, pipe or socket"
