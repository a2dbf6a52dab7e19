"""A CSV file that somebody else made: read as it is, changed cell by cell.

What is not changed stays as it was, byte for byte: mark at the start, quotes, line
ends, separator, whatever the encoding.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markstone.errors import UsageError

_SEPARATORS = (b",", b";", b"\t")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_QUOTED = rb'[ ]*+"(?P<quoted>(?:[^"]|"")*+)"[^%b\r\n]*+'
_BARE = rb"[^%b\r\n]*+"
_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell says, and where it stands in the file."""

    text: str
    start: int
    end: int
    quoted: bool


class Sheet:
    """The rows of a CSV file over its bytes."""

    def __init__(self, content: bytes) -> None:
        """Take the file apart.

        Raises:
            UsageError: it is no CSV text, or a quotation mark is never closed.
        """
        if content.startswith(_WIDE):
            raise UsageError(
                "The CSV file is written in UTF-16. Export it from the platform again, "
                "or save it as UTF-8."
            )
        self._content = content
        self._encoding = _encoding(content)
        self._separator = max(
            _SEPARATORS, key=lambda one: len(next(self._rows(one), ()))
        )
        self.rows = tuple(self._rows(self._separator))

    def filled(self, cells: Mapping[tuple[int, int], str]) -> bytes:
        """Return the file with other text in some cells.

        Args:
            cells: what to write, by row and column; a short row is made longer.
        """
        changes = sorted(self._change(*place, text) for place, text in cells.items())
        parts, done = [], 0
        for start, end, new in changes:
            parts += [self._content[done:start], new]
            done = end
        return b"".join([*parts, self._content[done:]])

    def _change(self, row: int, column: int, text: str) -> tuple[int, int, bytes]:
        cells = self.rows[row]
        written = text.encode(self._encoding)
        needs = any(mark in written for mark in (self._separator, b'"', b"\n", b"\r"))
        quoted = column < len(cells) and cells[column].quoted
        if needs or quoted:
            written = b'"' + written.replace(b'"', b'""') + b'"'
        if column < len(cells):
            return cells[column].start, cells[column].end, written
        missing = self._separator * (column - len(cells) + 1)
        return cells[-1].end, cells[-1].end, missing + written

    def _rows(self, separator: bytes) -> Iterator[tuple[Cell, ...]]:
        content = self._content
        at = 3 if content.startswith(codecs.BOM_UTF8) else 0
        patterns = [re.compile(p % re.escape(separator)) for p in (_QUOTED, _BARE)]
        cells: list[Cell] = []
        while at < len(content) or cells:
            cells.append(self._cell(at, *patterns))
            at = cells[-1].end
            if content.startswith(separator, at):
                at += len(separator)
                continue
            ended = _END.match(content, at)
            at = ended.end() if ended else at
            yield tuple(cells)
            cells = []

    def _cell(
        self, at: int, quoted: re.Pattern[bytes], bare: re.Pattern[bytes]
    ) -> Cell:
        if found := quoted.match(self._content, at):
            text = found["quoted"].replace(b'""', b'"')
            return self._made(text, found, quoted=True)
        found = bare.match(self._content, at)
        assert found is not None  # noqa: S101  (it matches nothing, too)
        if found[0].lstrip(b" ").startswith(b'"'):
            line = self._content.count(b"\n", 0, at) + 1
            raise UsageError(
                f"Line {line} of the CSV file begins a quotation that never ends. Was "
                "the file cut off? Export it again."
            )
        return self._made(found[0], found, quoted=False)

    def _made(self, text: bytes, found: re.Match[bytes], *, quoted: bool) -> Cell:
        return Cell(
            text=text.decode(self._encoding, "replace"),
            start=found.start(),
            end=found.end(),
            quoted=quoted,
        )


def _encoding(content: bytes) -> str:
    try:
        content.decode()
    except UnicodeDecodeError:
        return "cp1252"  # what spreadsheets on Windows save
    return "utf-8"
