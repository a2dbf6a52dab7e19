"""All notebooks of one submission, and the modules that are made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from markstone.intake.answersheet import Sheet, parse_sheet
from markstone.intake.names import stem_of
from markstone.intake.notebook import Notebook, read_notebook
from markstone.intake.notices import Notices
from markstone.intake.picking import unwritten

_TYPED_BYTES = 64 << 10
"""What the cells with typed answers of all notebooks may hold together."""
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
_PROSE_CHARS = 128 << 10
"""The same of their texts for a person to mark."""


@dataclass(slots=True, kw_only=True)
class Books:
    """What the notebooks of a submission hold together, filled one by one."""

    read: list[str] = field(default_factory=list)
    """The notebooks themselves."""
    made: dict[str, bytes] = field(default_factory=dict)
    """Modules made of their cells, by the path where each is laid out."""
    whole: str = ""
    """The one of ``made`` whose cells do not say what they answer, or empty."""
    sheets: list[Sheet] = field(default_factory=list)
    prose: dict[str, str] = field(default_factory=dict)
    typed_left: int = _TYPED_BYTES
    prose_left: int = _PROSE_CHARS


def read_all(
    files: Mapping[str, bytes], stems: Sequence[str], notices: Notices
) -> Books:
    """Read every notebook, the nearest to the root first."""
    books = Books()
    found = [path for path in files if path.casefold().endswith(".ipynb")]
    for path in sorted(found, key=lambda path: (path.count("/"), path)):
        book = read_notebook(files[path], name=path, stems=stems, notices=notices)
        books.read.append(path)
        _add_sheets(books, book, notices)
        _add_prose(books, book, notices)
        _lay_marked(books, path, _marked(book, path, stems), files, notices)
        if book.whole and stem_of(path, stems) is None:
            _lay_whole(books, path, book.whole, files, notices)
    return books


def _add_sheets(books: Books, book: Notebook, notices: Notices) -> None:
    for label, text in book.sheets:
        data = text.encode()
        if len(data) > books.typed_left:
            notices.gather(
                f"Not read, more typed answers in notebooks than "
                f"{_TYPED_BYTES >> 10} KB in all",
                label,
            )
            continue
        books.typed_left -= len(data)
        books.sheets.append(parse_sheet(data, label=label))


def _add_prose(books: Books, book: Notebook, notices: Notices) -> None:
    for stem, text in book.prose.items():
        kept = text[: books.prose_left]
        books.prose_left -= len(kept)
        if len(kept) < len(text):
            notices.gather(
                f"Cut, more text in notebooks than {_PROSE_CHARS >> 10} KB in all",
                stem,
            )
        earlier = books.prose.get(stem)
        books.prose[stem] = f"{earlier}\n\n{kept}" if earlier else kept


def _marked(book: Notebook, path: str, stems: Sequence[str]) -> Mapping[str, str]:
    """Return stem to code; a notebook named like a question answers that one."""
    stem = stem_of(path, stems)
    return {stem: book.whole} if book.whole and stem else book.modules


def _lay_marked(
    books: Books,
    path: str,
    modules: Mapping[str, str],
    files: Mapping[str, bytes],
    notices: Notices,
) -> None:
    for stem, code in modules.items():
        target = str(PurePosixPath(path).with_name(f"{stem}.py"))
        if _is_free(target, files, books):
            books.made[target] = code.encode("utf-8", "replace")
        elif (writes_more := _writes_more(code, files.get(target, b""))) is not None:
            # A handout has both, and nobody writes both.
            if writes_more:
                books.made[target] = code.encode("utf-8", "replace")
        else:
            notices.say(
                f"`{target}` stands twice: the file or the first notebook counts, "
                f"the cells of `{path}` do not."
            )


def _writes_more(code: str, file: bytes) -> bool | None:
    """Tell whether the cells fill stubs that the file beside them leaves open.

    Returns:
        None where both are written, so that it cannot be told which one counts.
    """
    try:
        left, open_there = unwritten(code), unwritten(file.decode("utf-8", "replace"))
    except _UNREADABLE:
        return None
    if open_there and left < open_there:
        return True
    return False if left and open_there <= left else None


def _lay_whole(
    books: Books, path: str, code: str, files: Mapping[str, bytes], notices: Notices
) -> None:
    if books.whole:
        notices.say(
            f"The cells of `{path}` say no question; only the first such notebook is "
            "looked at. Tag each cell with its question."
        )
        return
    target = PurePosixPath(path).with_suffix(".py")
    while not _is_free(str(target), files, books):
        target = target.with_stem(f"{target.stem}_notebook")
    books.whole = str(target)
    books.made[books.whole] = code.encode("utf-8", "replace")


def _is_free(target: str, files: Mapping[str, bytes], books: Books) -> bool:
    taken = target in files or target in books.made
    return not taken and not any(path.startswith(f"{target}/") for path in files)
