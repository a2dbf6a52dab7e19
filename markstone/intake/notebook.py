"""Notebooks: cells become modules, typed answers and prose; nothing is run.

A cell says which question it answers in its tags (``p2_vae`` or
``question:p2_vae``) or in its first line (``# question: p2_vae``).
"""

import json
import re
import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import nbformat

from markstone.intake.magics import clean
from markstone.intake.names import fold, loose, printable, text_of
from markstone.intake.notices import Notices
from markstone.intake.picking import Cell, Picker

_BRACKETS = 1_000_000
"""Bounds the objects that the JSON may make; an honest notebook has few."""
_CELLS = 2_000
_CODE_CHARS = 256 << 10
"""Bounds the time it takes to look for what only IPython reads."""

_BROKEN = (
    *(AttributeError, LookupError, NameError, RecursionError, TypeError, ValueError),
    nbformat.ValidationError,
)
"""What a notebook with the wrong things in it makes its readers raise."""

_MARK = re.compile(
    r"(?P<sign>\#+|<!--)?\s*question\s*:\s*(?P<stem>[\w-]+)\s*(?:-->)?$",
    re.IGNORECASE,
)
_LONGEST_MARK = 200
_WRITEFILE = re.compile(r"%%writefile\s+(?:-a\s+)?(?:\S*/)?(?P<stem>[\w-]+)\.py\s*$")
_SHEET_TAG = "answers"
_SHEET_LINE = re.compile(r"\s*#\s*answers\.ya?ml\s*$", re.IGNORECASE)
_FUTURE = re.compile(r"^from __future__ import [\w, ]+$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """What one notebook holds, by question where its cells say which."""

    modules: Mapping[str, str] = field(default_factory=dict)
    """Stem to the code of its cells."""
    whole: str = ""
    """All code of a notebook without a marked code cell."""
    prose: Mapping[str, str] = field(default_factory=dict)
    """Stem to the text of its marked text cells."""
    sheets: tuple[tuple[str, str], ...] = ()
    """Label and text of every cell that is an ``answers.yaml``."""


def read_notebook(
    data: bytes, *, name: str, stems: Collection[str], notices: Notices
) -> Notebook:
    """Take a notebook of any version apart; a broken one gives a notice."""
    try:
        cells = _cells(data)
    except _BROKEN as error:
        notices.say(
            f"`{name}` cannot be read as a notebook ({printable(str(error))}). "
            "Save it again in Jupyter."
        )
        return Notebook()
    sorted_out = _Sorter(name, stems, notices)
    for number, cell in enumerate(cells, start=1):
        sorted_out.add(f"cell {number}", cell)
    return sorted_out.notebook()


def read_cells(
    sources: Sequence[str], *, name: str, stems: Collection[str], notices: Notices
) -> Notebook:
    """Sort the code cells of a notebook that is not a file."""
    sorted_out = _Sorter(name, stems, notices)
    for number, source in enumerate(sources, start=1):
        sorted_out.add(f"cell {number}", _Cell(kind="code", source=source, tags=()))
    return sorted_out.notebook()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    kind: str
    source: str
    tags: tuple[str, ...]


def _cells(data: bytes) -> list[_Cell]:
    if data.count(b"{") + data.count(b"[") > _BRACKETS:
        raise ValueError("too large; clear its outputs")
    raw = json.loads(data.decode("utf-8-sig"))
    if not isinstance(raw, dict):
        raise TypeError("not a notebook")
    major, minor = raw.get("nbformat", 1), raw.get("nbformat_minor", 0)
    if major not in nbformat.versions:
        raise ValueError(f"unknown version {major!r}")
    lean = {key: value for key, value in raw.items() if key.startswith("nbformat")}
    lean["metadata"] = {}
    if "worksheets" in raw:
        sheets = raw["worksheets"]
        lean["worksheets"] = [{"cells": _lean_cells(s), "metadata": {}} for s in sheets]
    else:
        lean["cells"] = _lean_cells(raw)
    read_as_is = nbformat.versions[major].to_notebook_json(lean, minor=minor)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of ids, which mean nothing here
        # nbformat ships its types half done.
        cells = nbformat.convert(read_as_is, 4).cells  # type: ignore[no-untyped-call]
    if len(cells) > _CELLS:
        raise ValueError(f"more than {_CELLS} cells")
    return [
        _Cell(
            kind=cell.get("cell_type", ""),
            source=cell.get("source") or "",
            tags=tuple(cell.metadata.get("tags", ())),
        )
        for cell in cells
    ]


def _lean_cells(holder: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells with text and tags only, in the types that nbformat needs."""
    lean = []
    for cell in holder["cells"]:
        kept = {
            key: text_of(value if isinstance(value, str) else "".join(value))
            for key in ("source", "input", "code", "text", "cell_type")
            if (value := cell.get(key))
        }
        metadata = cell.get("metadata")
        tags = metadata.get("tags") if isinstance(metadata, dict) else None
        named = tags if isinstance(tags, list) else []
        kept_tags = [tag for tag in named if isinstance(tag, str)]
        lean.append(kept | {"metadata": {"tags": kept_tags}, "outputs": []})
    return lean


class _Sorter:
    """Puts cell after cell where it belongs."""

    def __init__(self, name: str, stems: Collection[str], notices: Notices) -> None:
        self._name = name
        self._stems = {loose(stem): stem for stem in stems}
        self._notices = notices
        self._code: list[Cell] = []
        self._marked = False
        self._prose: dict[str, list[str]] = {}
        self._sheets: list[tuple[str, str]] = []
        self._left = _CODE_CHARS

    def add(self, place: str, cell: _Cell) -> None:
        if _is_sheet(cell):
            self._sheets.append((f"`{self._name}` {place}", cell.source))
            return
        stem = self._stem(place, cell)
        if cell.kind == "code":
            self._marked = self._marked or stem is not None
            self._add_code(stem, place, cell.source)
        elif cell.kind == "markdown" and stem:
            text = cell.source if _first_mark(cell) is None else _rest(cell.source)
            self._prose.setdefault(stem, []).append(text.strip())

    def notebook(self) -> Notebook:
        is_whole = self._code and not self._marked
        picker = Picker(self._code)
        return Notebook(
            modules=self._modules(picker),
            whole=self._picked(picker, None) if is_whole else "",
            prose={stem: "\n\n".join(texts) for stem, texts in self._prose.items()},
            sheets=tuple(self._sheets),
        )

    def _stem(self, place: str, cell: _Cell) -> str | None:
        written = _first_mark(cell)
        named = [written] if written else []
        named += [tag.removeprefix("question:").strip() for tag in cell.tags]
        for name in named:
            if (stem := self._stems.get(loose(name))) is not None:
                return stem
        asked = [t for t in cell.tags if t.startswith("question:")]
        if written or asked:
            self._notices.gather(
                f"Marked in `{self._name}` for a question that no paper asks",
                f"{place} (`{printable(named[0] if written else asked[0])}`)",
            )
        return None

    def _add_code(self, stem: str | None, place: str, source: str) -> None:
        if len(source) > self._left:
            self._notices.gather(
                f"Left out of `{self._name}`, more code than "
                f"{_CODE_CHARS >> 10} KB in all",
                place,
            )
            return
        self._left -= len(source)
        cell = clean(source)
        if cell.had_magics:
            self._notices.gather(
                f"Lines for IPython (`%`, `!`, `?`) were left out of `{self._name}`",
                place,
            )
        if cell.fault:
            self._notices.gather(
                f"Left out of `{self._name}` because it is no valid Python",
                f"{place} ({printable(cell.fault)})",
            )
        if cell.code:
            self._code.append(Cell(stem, place, cell.code))

    def _modules(self, picker: Picker) -> dict[str, str]:
        stems = dict.fromkeys(cell.stem for cell in self._code if cell.stem)
        return {stem: self._picked(picker, stem) for stem in stems}

    def _picked(self, picker: Picker, wanted: str | None) -> str:
        """Return the module of a question, or of all where no cell is marked."""
        texts, left_out = picker.pick(
            lambda cell: cell.stem == wanted,
            lambda cell: cell.stem is None,
        )
        for place in left_out:
            self._notices.gather(
                f"Statements of `{self._name}` that no definition needs were not run "
                "(training, plots, prints)",
                place,
            )
        return _join(texts)


def _is_sheet(cell: _Cell) -> bool:
    if _SHEET_TAG in {fold(tag) for tag in cell.tags}:
        return True
    first = cell.source.lstrip("\n").partition("\n")[0]
    return cell.kind in {"code", "raw"} and _SHEET_LINE.match(first) is not None


def _first_mark(cell: _Cell) -> str | None:
    """Return the stem that the first line of a cell names, whatever it is."""
    lines = [line for line in cell.source.split("\n") if line.strip()]
    first = lines[0] if lines else ""
    if first.startswith("%%") and not _WRITEFILE.match(first):
        first = lines[1] if len(lines) > 1 else ""
    first = first.strip()
    if len(first) > _LONGEST_MARK:
        return None
    mark = _MARK.match(first)
    if mark and (cell.kind == "markdown" or mark["sign"] == "#"):
        return mark["stem"]
    written = _WRITEFILE.match(first) if cell.kind == "code" else None
    return written["stem"] if written else None


def _rest(source: str) -> str:
    return source.lstrip("\n").partition("\n")[2]


def _join(cells: Iterable[str]) -> str:
    code = "\n\n\n".join(cells)
    # Python wants these first, and cells have them where they like.
    future = _FUTURE.findall(code)
    return "\n".join([*dict.fromkeys(future), _FUTURE.sub("", code), ""])
