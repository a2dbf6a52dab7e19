"""Find and import the student's modules, and say what went wrong in them."""

import dis
import errno
import importlib.util
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import torch

from markstone.candidate.settings import Bundle
from markstone.candidate.shortcuts import ShortcutError, Shortcuts
from markstone.wire.frames import TooLargeError

_MOST_MESSAGE = 2_000
_MOST_FRAMES = 8
_MOST_WALKED = 1_000
_LIMITS = {
    errno.EFBIG: "file",
    errno.ENOSPC: "space",
    errno.EAGAIN: "processes",
    errno.EMFILE: "open",
}
"""What the system says when a limit is met, and which."""
_RAISE = dis.opmap["RAISE_VARARGS"]


class MissingNameError(Exception):
    """The student's module has no such name, or there is no such module."""


@dataclass(slots=True)
class Loader:
    """Imports each file at most once in this process."""

    bundle: Bundle
    folder: Path
    """Where the student's files lie, writable and private to this check."""
    _loaded: dict[Path, ModuleType] = field(default_factory=dict)
    _brought: dict[str, ModuleType] = field(default_factory=dict)
    shortcuts: Shortcuts = field(init=False)
    """What this check's question forbids."""

    def __post_init__(self) -> None:
        self.shortcuts = Shortcuts(self.bundle.given)

    def extend_search_path(self) -> None:
        """Put the given code before the student's files, and both last.

        Last, so that a student's ``torch.py`` or ``json.py`` shadows nothing.
        """
        folders = [Path(self.bundle.given), self.folder]
        folders += [(self.folder / p).parent for p in self.bundle.modules.values()]
        sys.path += [str(path) for path in dict.fromkeys(folders)]

    def bring(self, name: str, source: str) -> None:
        """Run a module that came across the wall, under a name of its own."""
        module = ModuleType(name)
        sys.modules[name] = module
        exec(compile(source, f"<{name}>", "exec"), module.__dict__)  # noqa: S102 (the examiner's)
        self._brought[name] = module
        self.shortcuts.brought.add(f"<{name}>")

    def load(self, stem: str) -> ModuleType:
        """Return torch, a module that was brought, a given or a student's one.

        Raises:
            MissingNameError: the submission has no such module.
            BaseException: whatever the module raises while it is imported.
        """
        if stem == "torch":
            return torch
        if stem in self._brought:
            return self._brought[stem]
        if stem in self.bundle.given_modules:
            path = Path(self.bundle.given) / f"{stem}.py"
        elif stem in self.bundle.modules:
            path = self.folder / self.bundle.modules[stem]
        else:
            raise MissingNameError(f"There is no file {stem}.py in the submission")
        if path not in self._loaded:
            self._loaded[path] = self._run(stem, path)
        return self._loaded[path]

    def find(self, stem: str, name: str) -> object:
        """Return ``stem.name``, where the name may have dots.

        Raises:
            MissingNameError: there is no such module or name.
            ShortcutError: the student's name stands for what is forbidden.
        """
        found: object = self.load(stem)
        for part in name.split("."):
            if not hasattr(found, part):
                raise MissingNameError(f"{stem}.py has no `{name}`")
            found = getattr(found, part)
        if stem in self.bundle.modules:
            self.shortcuts.refuse(found)
        return found

    def _run(self, stem: str, path: Path) -> ModuleType:
        already = sys.modules.get(stem)
        if already is not None and getattr(already, "__file__", None) == str(path):
            return already  # another of the student's modules imported it
        spec = importlib.util.spec_from_file_location(stem, path)
        if spec is None or spec.loader is None:
            raise MissingNameError(f"{path.name} is not a Python file")
        module = importlib.util.module_from_spec(spec)
        sys.modules[stem] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            sys.modules.pop(stem, None)
            raise
        return module


def describe(error: BaseException, folder: Path) -> list[object]:
    """Return ``[kind, type, message, frames]`` of what the student's code raised.

    ``kind`` is ``missing`` for a name that is not there, ``untouched`` for a
    stub's own NotImplementedError, ``memory`` for an allocation that failed,
    ``file``, ``space``, ``processes``, ``open`` and ``reply`` for other limits,
    ``forbidden`` for what the question forbids (the message is its name), and
    ``raised`` otherwise. ``frames`` are ``[file, line, function]``, outermost
    first, of the student's files only.
    """
    message = _text(error)
    if isinstance(error, MissingNameError):
        kind = "missing"
    elif isinstance(error, ShortcutError):
        kind = "forbidden"
    elif isinstance(error, NotImplementedError) and _raised_in(folder, error):
        kind = "untouched"
    elif _is_about_memory(error, message):
        kind = "memory"
    else:
        kind = _limit_behind(error, message)
    return [kind, _plain(type(error).__name__, 100), message, _frames(error, folder)]


def _raised_in(folder: Path, error: BaseException) -> bool:
    """Whether a ``raise`` of theirs raised it, and not a function written in C.

    torch says NotImplementedError of its own where it lacks a kernel for a dtype.
    """
    innermost = error.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    if innermost is None:
        return False
    code = innermost.tb_frame.f_code
    theirs = Path(code.co_filename).is_relative_to(folder)
    return theirs and code.co_code[innermost.tb_lasti] == _RAISE


def _is_about_memory(error: BaseException, message: str) -> bool:
    if isinstance(error, MemoryError) or "can't allocate memory" in message:
        return True
    return isinstance(error, OSError) and error.errno == errno.ENOMEM


def _limit_behind(error: BaseException, message: str) -> str:
    if isinstance(error, OSError):
        return _LIMITS.get(error.errno or 0, "raised")
    if isinstance(error, TooLargeError):
        return "reply"
    no_thread = isinstance(error, RuntimeError) and "start new thread" in message
    return "processes" if no_thread else "raised"


def _frames(error: BaseException, folder: Path) -> list[list[object]]:
    places = [
        (frame.filename, frame.lineno or 0, frame.name)
        for frame in traceback.extract_tb(error.__traceback__, limit=-_MOST_WALKED)
    ]
    if isinstance(error, SyntaxError):
        # Any of these may be anything where their code makes the exception itself.
        file = error.filename if type(error.filename) is str else ""
        line = error.lineno if type(error.lineno) is int else 0
        places.append((file, line, "<module>"))
    frames: list[list[object]] = [
        [
            _plain(Path(file).relative_to(folder).as_posix(), 255),
            line,
            _plain(name, 100),
        ]
        for file, line, name in places
        if Path(file).is_relative_to(folder)
    ]
    return frames[-_MOST_FRAMES:]


def _text(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return _plain(str(text), _MOST_MESSAGE)
    except BaseException:  # noqa: BLE001 (their __str__ may raise anything)
        return "(the exception cannot be shown)"


def _plain(text: str, most: int) -> str:
    return text[:most].encode("utf-8", "replace").decode()
