"""Which names of files are taken, and in which form they are laid out.

A submission's names come from a stranger. They are refused where they point
out of their folder or hide what they are, and made tidy where they are merely
unusual: a space in a name must not cost anybody marks.
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from pathlib import PurePosixPath

_LONGEST_BYTES = 255
_DEEPEST = 8
_SHOWN = 80

_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNS_TEXT_ROUND = frozenset({"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI"})
_DIRECTION_MARKS = "\u061c\u200e\u200f\u2069"

_JUNK = frozenset(
    {
        "__macosx",
        "__pycache__",
        "desktop.ini",
        "node_modules",
        "public_checks",
        "site-packages",
        "thumbs.db",
        "venv",
    }
)
_STEERING = frozenset(
    {
        "conftest.py",
        "pyproject.toml",
        "pytest.ini",
        "pytest.toml",
        "setup.cfg",
        "sitecustomize.py",
        "tox.ini",
        "usercustomize.py",
    }
)

_SUFFIX = re.compile(r"\.(?:py|ipynb|ya?ml)$", re.IGNORECASE)
"""The suffixes by which files are found, however a system spells them."""

# Each alternative can begin at one place only, or a row of `_` takes for ever.
_COPY_MARK = re.compile(r"(?:(?<!_)_++\d++_|-\d++)$")
"""What a browser or a course site adds to a second download: `` (1)``, ``-1``."""


def fold(name: str) -> str:
    """Return the form in which two names are one on some file system."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return unicodedata.normalize("NFC", folded)


def loose(stem: str) -> str:
    """Return the form in which a stem is found although it was spelt otherwise.

    Case, hyphens and the number of a second download are ignored:
    ``P2-VAE (1)``, once tidy, is ``p2_vae``.
    """
    return _COPY_MARK.sub("", fold(stem)).replace("-", "_")


def stem_of(name: str, stems: Collection[str]) -> str | None:
    """Return the question that the name of a file says, spelt loosely or not."""
    written = PurePosixPath(name).stem
    if written in stems:
        return written
    return next((stem for stem in stems if loose(stem) == loose(written)), None)


def text_of(text: str) -> str:
    """Return the text without halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def printable(text: str) -> str:
    """Return text of a stranger on one line, bounded, with nothing hidden in it."""
    shown = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text[:_SHOWN]
    )
    return shown if len(text) <= _SHOWN else f"{shown}…"


def refusal(name: str) -> str:
    """Return why a file of that name is not taken; empty where it is."""
    name = unicodedata.normalize("NFC", name)
    return next((why for why, applies in _REFUSALS if applies(name)), "")


def tidy(name: str) -> str:
    """Return the relative POSIX path under which a file of that name is laid out.

    Letters and digits of every script stay, because a student may import such
    a module; whatever could mean something to a tool becomes ``_``.
    """
    path = "/".join(_tidy_part(part) for part in _parts(name))
    return _SUFFIX.sub(lambda suffix: suffix[0].lower(), path)


def is_junk(name: str) -> bool:
    """Tell whether a file is the litter of a tool and no work of a student."""
    parts = _parts(name)
    return any(
        fold(part) in _JUNK or (part.startswith(".") and part != "..") for part in parts
    ) or name.endswith((".pyc", ".pyo"))


def steers_a_grader(path: str) -> bool:
    """Tell whether Python or pytest would run or obey the file unasked."""
    last = fold(PurePosixPath(path).name)
    return last in _STEERING or last.endswith(".pth")


def _parts(name: str) -> list[str]:
    return [part for part in name.split("/") if part not in {"", "."}]


def _tidy_part(part: str) -> str:
    chars = unicodedata.normalize("NFC", part)
    tidied = "".join(
        char if char in ".-" or f"a{char}".isidentifier() else "_" for char in chars
    )
    return f"_{tidied[1:]}" if tidied.startswith("-") else tidied


def _hides_something(name: str) -> bool:
    return any(
        unicodedata.category(char) in _UNPRINTABLE
        or unicodedata.bidirectional(char) in _TURNS_TEXT_ROUND
        or char in _DIRECTION_MARKS
        for char in name
    )


def _is_absolute(name: str) -> bool:
    return name.startswith("/") or re.match(r"[A-Za-z]:", name) is not None


_REFUSALS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("a name with control characters or reversed text", _hides_something),
    ("a name with a backslash", lambda name: "\\" in name),
    ("an absolute path", _is_absolute),
    ("a path with `..`", lambda name: ".." in name.split("/")),
    ("no name", lambda name: not _parts(name)),
    (
        f"a path longer than {_LONGEST_BYTES} bytes",
        lambda name: len(name.encode("utf-8", "replace")) > _LONGEST_BYTES,
    ),
    (
        f"a path of more than {_DEEPEST} folders and file",
        lambda name: len(_parts(name)) > _DEEPEST,
    ),
)
