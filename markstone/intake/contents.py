"""What lies in a bundle: candidates for modules, typed answers, prose."""

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from markstone.intake.answersheet import Sheet, parse_sheet
from markstone.intake.bundle import Bundle
from markstone.intake.names import fold, loose, steers_a_grader, stem_of
from markstone.intake.notebooks import Books, read_all
from markstone.intake.notices import Notices
from markstone.model import Assignment

_SHEET_STEM = "answers"
_SHEET_SUFFIXES = frozenset({".yaml", ".yml"})
_DATA = "data"
_PYTHON_S_OWN = sys.stdlib_module_names | {"PIL", "numpy", "torch", "torchvision"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A submission spread out, before anybody asks which paper it answers."""

    files: Mapping[str, bytes]
    """With the modules that were made of notebooks, without the notebooks."""
    candidates: Mapping[str, Sequence[str]]
    """Stem to every file that could answer it, the one that counts first."""
    whole: str
    """A file offered to every question that no other file answers, or empty."""
    sheets: Sequence[Sheet]
    """The one that counts first."""
    prose: Mapping[str, str]
    """Stem to the text of the cells marked with it."""


def take_apart(bundle: Bundle, papers: Sequence[Assignment]) -> Contents:
    """Spread a bundle out: read its notebooks and its typed answers."""
    # A list, so that the order of a set never decides anything.
    stems = sorted({question.stem for paper in papers for question in paper.questions})
    files = _without_ours(bundle)
    _tell_of_shadows(files, bundle.notices)
    sheets = _read_sheets(files, bundle.notices)
    books = read_all(files, stems, bundle.notices)
    files = {path: body for path, body in files.items() if path not in books.read}
    files |= books.made
    candidates = _rank(files, stems, books)
    given = {stem for paper in papers for stem in paper.given}
    return Contents(
        files=files,
        candidates=candidates,
        whole=books.whole or ("" if candidates else _only_module(files, given)),
        sheets=(*sheets, *books.sheets),
        prose=books.prose,
    )


def is_sheet(name: str) -> bool:
    """Tell whether a file of that name holds typed answers."""
    path = PurePosixPath(name)
    return loose(path.stem) == _SHEET_STEM and fold(path.suffix) in _SHEET_SUFFIXES


def _without_ours(bundle: Bundle) -> dict[str, bytes]:
    """Leave out what a grader would obey and what the course lays there itself."""
    files: dict[str, bytes] = {}
    for path, body in bundle.files.items():
        if steers_a_grader(path):
            bundle.notices.gather(
                "Not taken, Python or a test runner would obey it", f"`{path}`"
            )
        elif fold(path.partition("/")[0]) == _DATA and "/" in path:
            bundle.notices.say(
                "The folder `data` was not taken: your code finds the course's own "
                "copy of it. Keep files of your own beside your code."
            )
        else:
            files[path] = body
    return files


def _tell_of_shadows(files: Iterable[str], notices: Notices) -> None:
    """Name the files that Python never imports, because it has its own."""
    for path in files:
        module = path.removesuffix("/__init__.py").removesuffix(".py")
        if path.endswith(".py") and module in _PYTHON_S_OWN:
            notices.gather(
                "Never imported, because Python has a module of that name; "
                "rename it if your code needs it",
                f"`{path}`",
            )


def _read_sheets(files: Mapping[str, bytes], notices: Notices) -> list[Sheet]:
    paths = sorted(filter(is_sheet, files), key=lambda path: (path.count("/"), path))
    for other in paths[1:]:
        notices.gather(f"Not read, `{paths[0]}` holds the typed answers", f"`{other}`")
    return [parse_sheet(files[path], label=f"`{path}`") for path in paths[:1]]


def _rank(
    files: Iterable[str], stems: Sequence[str], books: Books
) -> dict[str, list[str]]:
    """Return the files of every stem: nearest to the root, then best spelt, first."""
    code = [path for path in files if path.endswith(".py") and path != books.whole]
    found = [(stem_of(path, stems), path) for path in code]
    ranked = sorted(
        (
            path.count("/"),
            path in books.made,
            PurePosixPath(path).stem != stem,
            path,
            stem,
        )
        for stem, path in found
        if stem is not None
    )
    candidates: dict[str, list[str]] = {}
    for *_, path, stem in ranked:
        candidates.setdefault(stem, []).append(path)
    return candidates


def _only_module(files: Iterable[str], given: Collection[str]) -> str:
    """Return the one Python file of a student who puts everything into one."""
    own = [
        path
        for path in files
        if path.endswith(".py") and PurePosixPath(path).stem not in given
    ]
    return own[0] if len(own) == 1 else ""
